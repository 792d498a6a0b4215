// Small plots that follow values over time, drawn as SVG.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 240;
const HEIGHT = 56;

/** A plot of some series over the last so many values. */
export class Plot {
  constructor(parent, { title, unit, series, digits = 0, least = 1, length = 90 }) {
    this.unit = unit;
    this.digits = digits;
    this.least = least;
    this.length = length;
    this.element = make('section', { class: 'plot' }, parent);
    const head = make('header', {}, this.element);
    make('h3', {}, head).textContent = title;
    this.top = make('span', { class: 'top' }, head);
    this.svg = document.createElementNS(SVG, 'svg');
    this.svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.svg.setAttribute('preserveAspectRatio', 'none');
    this.svg.setAttribute('aria-hidden', 'true');
    this.element.append(this.svg);
    const legend = make('dl', {}, this.element);
    this.series = series.map((name, index) => {
      const entry = make('div', { class: `series-${index}` }, legend);
      make('dt', {}, entry).textContent = name;
      return {
        values: [],
        area: index === 0 ? this.path('area series-0') : null,
        line: this.path(`line series-${index}`),
        now: make('dd', {}, entry),
      };
    });
  }

  /** Goes on by a value for each series; null where there is none. */
  add(...values) {
    values.forEach((value, index) => {
      const series = this.series[index];
      series.values.push(value);
      series.values.splice(0, series.values.length - this.length);
      series.now.textContent = value === null ? '–' : value.toFixed(this.digits);
      if (value !== null) {
        make('span', { class: 'unit' }, series.now).textContent = ` ${this.unit}`;
      }
    });
    this.draw();
  }

  draw() {
    const highest = niceCeiling(Math.max(this.least, ...this.series.flatMap((s) => s.values)));
    this.top.textContent = `${highest} ${this.unit}`;
    for (const { values, area, line } of this.series) {
      const shift = this.length - values.length;
      const points = values
        .map((value, i) => (value === null ? null : [x(i + shift, this.length), y(value, highest)]))
        .filter((point) => point !== null);
      const d = points.map(([px, py], i) => `${i ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`).join('');
      line.setAttribute('d', d);
      if (area) {
        area.setAttribute('d', points.length ? `${d}L${points.at(-1)[0]} ${HEIGHT}L${points[0][0]} ${HEIGHT}Z` : '');
      }
    }
  }

  path(className) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', className);
    this.svg.append(path);
    return path;
  }
}

const x = (index, length) => (index / (length - 1)) * WIDTH;
const y = (value, highest) => HEIGHT - 2 - (value / highest) * (HEIGHT - 4);

/** The next of 1, 2, 5, 10, 20, 50 ... */
function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((nice) => nice >= value * 0.999);
}

function make(tag, attributes, parent) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  parent.append(element);
  return element;
}
