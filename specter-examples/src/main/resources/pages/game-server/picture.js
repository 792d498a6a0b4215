/** Draws updates on a canvas. */
export class Picture {
  constructor(canvas) {
    this.context = canvas.getContext('2d');
  }

  draw({ stars, ships }, own, players) {
    const c = this.context;
    c.clearRect(0, 0, c.canvas.width, c.canvas.height);
    c.fillStyle = '#ffd75e';
    stars.forEach(({ x, y }) => this.star(x, y));
    c.font = '14px system-ui, sans-serif';
    c.textAlign = 'center';
    ships.forEach(({ id, x, y }) => {
      c.fillStyle = `hsl(${id * 137 % 360} 80% 65%)`;
      c.beginPath();
      c.arc(x, y, 14, 0, 2 * Math.PI);
      c.fill();
      if (id === own) {
        c.strokeStyle = '#ffffff';
        c.lineWidth = 3;
        c.stroke();
      }
      c.fillText(players.get(id)?.name ?? '', x, y - 22);
    });
  }

  star(x, y) {
    const c = this.context;
    c.beginPath();
    for (let i = 0; i < 10; i++) {
      const angle = (i / 5 - 0.5) * Math.PI;
      const radius = i % 2 ? 5 : 12;
      c.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    c.fill();
  }
}
