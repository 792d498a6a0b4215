import { Signaling, offer, showState } from '/shared-parts/signaling.js';
import { Incoming, Outgoing } from './transfers.js';

const element = (id) => document.getElementById(id);
const transfers = [];
let pc; // none for a while after the last one ended
let signaling;

// What programs may know of the page.
window.specterState = {
  get connected() {
    return pc?.connectionState === 'connected';
  },
  files: [],
  get transfers() {
    return transfers.map(({ name, size, bytes, resumedAt, state, sha256, error, url }) =>
      ({ name, size, bytes, resumedAt, state, sha256, error, url }));
  },
};

element('send').onchange = ({ target }) => {
  [...target.files].forEach((file) => add(new Outgoing(file)));
  target.value = '';
};
element('break').onclick = () => pc && reconnect(pc);
connect();

function connect() {
  const own = new RTCPeerConnection();
  pc = own; // what belongs to an earlier one may still be on its way
  showState(pc, element('state'));
  own.addEventListener('connectionstatechange', () => own.connectionState === 'failed' && reconnect(own));
  pc.createDataChannel('presence').onclose = () => reconnect(own); // there is a connection also between transfers
  signaling = new Signaling();
  signaling.join(pc, ({ files }) => showFiles(files));
  signaling.socket.onclose = () => reconnect(own);
  offer(pc, signaling).catch(() => {}); // reconnect is called
  transfers.filter((transfer) => !transfer.isOver).forEach(run);
}

/** Where a connection has ended, makes another and goes on with what it was about. */
function reconnect(ended) {
  if (ended !== pc) {
    return;
  }
  pc = undefined;
  ended.close();
  signaling.close();
  element('state').textContent = 'broken';
  setTimeout(connect, 500);
}

function add(transfer) {
  const row = element('row').content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(name);
  part('h2').textContent = `${transfer.name} ${transfer.verb}`;
  transfer.onchange = () => {
    part('progress').max = transfer.size || 1;
    part('progress').value = transfer.size ? transfer.bytes : Number(transfer.isOver);
    part('.state').textContent = transfer.state;
    part('.state').classList.toggle('good', transfer.state === 'done');
    part('.state').classList.toggle('bad', transfer.state === 'failed');
    part('.note').textContent = note(transfer);
    if (transfer.url) {
      Object.assign(part('a'), { href: transfer.url, download: transfer.name, hidden: false });
    }
  };
  transfer.onchange();
  element('transfers').prepend(row);
  transfers.push(transfer);
  run(transfer);
}

function note({ bytes, size, resumedAt, sha256, error }) {
  const megabytes = (n) => (n / 1e6).toFixed(1);
  return error || `${megabytes(bytes)} of ${megabytes(size)} MB`
    + (resumedAt ? `, resumed at ${megabytes(resumedAt)} MB` : '') + (sha256 ? `, SHA-256 ${sha256}` : '');
}

async function run(transfer) {
  transfer.show({ state: 'waiting' });
  const own = pc;
  if (own) {
    await transfer.run(own.createDataChannel('file'));
    if (!transfer.isOver) {
      reconnect(own);
    }
  }
}

function showFiles(files) {
  window.specterState.files = files;
  element('files').replaceChildren(...files.map((name) => {
    const button = Object.assign(document.createElement('button'), { textContent: name, className: 'quiet' });
    button.onclick = () => add(new Incoming(name));
    return button;
  }));
}
