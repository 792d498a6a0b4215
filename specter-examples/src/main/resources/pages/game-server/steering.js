const LEFT = 1;
const RIGHT = 2;
const UP = 4;
const DOWN = 8;
const KEYS = { ArrowLeft: LEFT, ArrowRight: RIGHT, ArrowUp: UP, ArrowDown: DOWN };
const NEAR = 8; // no need to go there

/** What the player wants: by keys, by the pointer, or by itself to the nearest star. */
export class Steering {
  constructor(canvas, auto) {
    this.auto = auto;
    this.down = 0;
    addEventListener('keydown', (event) => this.press(event, (bit) => this.down | bit));
    addEventListener('keyup', (event) => this.press(event, (bit) => this.down & ~bit));
    addEventListener('blur', () => (this.down = 0));
    const point = ({ buttons, offsetX, offsetY }) => {
      const scale = canvas.width / canvas.clientWidth;
      this.goal = buttons ? { x: offsetX * scale, y: offsetY * scale } : undefined;
    };
    canvas.onpointerdown = point;
    canvas.onpointermove = point;
    canvas.onpointerup = point;
    canvas.onpointerleave = () => (this.goal = undefined);
  }

  press(event, change) {
    const bit = KEYS[event.key];
    if (bit && event.target.tagName !== 'INPUT') {
      this.down = change(bit);
      event.preventDefault();
    }
  }

  /** The keys that are down, or would be. */
  keys(own, stars) {
    const goal = this.auto ? nearest(own, stars) : this.goal;
    return goal ? towards(own, goal) : this.down;
  }
}

function nearest(own, stars) {
  const distance = ({ x, y }) => Math.hypot(x - own.x, y - own.y);
  return stars.reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

function towards(own, { x, y }) {
  return (x < own.x - NEAR ? LEFT : 0) | (x > own.x + NEAR ? RIGHT : 0)
    | (y < own.y - NEAR ? UP : 0) | (y > own.y + NEAR ? DOWN : 0);
}
