import { Signaling, offer, showState } from '/shared-parts/signaling.js';

const pc = new RTCPeerConnection();
showState(pc, document.getElementById('state'));

show(pc.createDataChannel('from the page'));
pc.ondatachannel = ({ channel }) => show(channel);

const signaling = new Signaling();
signaling.join(pc);
offer(pc, signaling).catch((error) => {
  const state = document.getElementById('state');
  state.textContent = error.message;
  state.classList.add('bad');
});

/** A card for a channel: its messages, and what one can do with it. */
function show(channel) {
  channel.binaryType = 'arraybuffer';
  const card = document.getElementById('card').content.firstElementChild.cloneNode(true);
  const state = card.querySelector('.state');
  const log = card.querySelector('.log');
  const form = card.querySelector('form');
  card.querySelector('h2').textContent = channel.label;
  document.getElementById('channels').append(card);

  const write = (className, text) => {
    const line = document.createElement('li');
    line.className = className;
    line.textContent = text;
    log.append(line);
    log.scrollTop = log.scrollHeight;
  };
  const showReadyState = () => {
    state.textContent = channel.readyState;
    state.classList.toggle('good', channel.readyState === 'open');
    form.querySelectorAll('button').forEach((b) => (b.disabled = channel.readyState !== 'open'));
  };
  showReadyState();
  channel.onopen = showReadyState;
  channel.onclosing = showReadyState;
  channel.onclose = () => {
    showReadyState();
    write('note', 'closed');
  };

  let sent = null; // the bytes on their way, and since when
  channel.onmessage = ({ data }) => {
    if (typeof data === 'string') {
      write('theirs', data);
      return;
    }
    const back = new Uint8Array(data);
    const same = sent && back.length === sent.bytes.length && back.every((b, i) => b === sent.bytes[i]);
    const millis = sent ? (performance.now() - sent.at).toFixed(1) : '?';
    write('theirs', `${back.length} bytes, ${same ? 'the same' : 'NOT the same'}, after ${millis} ms`);
    sent = null;
  };
  form.onsubmit = (e) => {
    e.preventDefault();
    channel.send(form.elements.text.value);
    write('ours', form.elements.text.value);
    form.reset();
  };
  form.elements.bytes.onclick = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(65536));
    sent = { bytes, at: performance.now() };
    channel.send(bytes);
    write('ours', `${bytes.length} random bytes`);
  };
  form.elements.close.onclick = () => {
    channel.close();
    showReadyState();
  };
}
