// Signaling over the WebSocket that the example's server opens beside its page.
// A message is {description}, {candidate}, {event} from the server or {command} from the page; candidates trickle in
// both directions. The page offers first; later offers of the server are answered.

export class Signaling {
  constructor() {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new WebSocket(`${scheme}//${location.host}/signaling`);
    this.opened = new Promise((resolve, reject) => {
      this.socket.onopen = resolve;
      this.socket.onerror = () => reject(new Error('no signaling: is the example still running?'));
    });
  }

  async send(message) {
    await this.opened;
    this.socket.send(JSON.stringify(message));
  }

  /** Carries descriptions and candidates of pc, and gives any event of the server to onEvent. */
  join(pc, onEvent = () => {}) {
    pc.onicecandidate = ({ candidate }) => candidate && this.send({ candidate });
    let turn = Promise.resolve(); // a candidate must not overtake its description
    this.socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      turn = turn.then(() => this.take(pc, message, onEvent)).catch((error) => console.error(error));
    };
  }

  async take(pc, { description, candidate, event }, onEvent) {
    if (description) {
      await pc.setRemoteDescription(description);
      if (description.type === 'offer') {
        await offer(pc, this); // that is: answer
      }
    } else if (candidate) {
      await pc.addIceCandidate(candidate);
    } else if (event) {
      onEvent(event);
    }
  }

  close() {
    this.socket.close();
  }
}

/** Makes the offer, or the answer where an offer was taken, and sends it. */
export async function offer(pc, signaling) {
  await pc.setLocalDescription();
  await signaling.send({ description: pc.localDescription });
}

/** Shows the connection's state in an element. */
export function showState(pc, element) {
  const show = () => {
    element.textContent = pc.connectionState;
    element.classList.toggle('good', pc.connectionState === 'connected');
    element.classList.toggle('bad', pc.connectionState === 'failed');
  };
  pc.onconnectionstatechange = show;
  show();
}
