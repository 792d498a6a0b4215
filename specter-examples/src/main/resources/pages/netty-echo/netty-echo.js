import { Signaling, offer, showState } from '/shared-parts/signaling.js';

const CHUNK = 64 * 1024;
const MARK = 1024 * 1024; // what may wait to be sent

const form = document.getElementById('echo');
const button = form.querySelector('button');
const pc = new RTCPeerConnection();
showState(pc, document.getElementById('state'));

// The bytes are these again and again: so whatever part comes back is known by where it begins.
const pattern = crypto.getRandomValues(new Uint8Array(CHUNK));

const channel = pc.createDataChannel('echo');
channel.binaryType = 'arraybuffer';
channel.bufferedAmountLowThreshold = MARK / 2;
channel.onopen = () => setReady(true);
channel.onclose = () => setReady(false);

window.specterState = { ready: false, result: '' }; // for programs that look into the page

const signaling = new Signaling();
signaling.join(pc);
offer(pc, signaling).catch((error) => write('note', error.message));

form.onsubmit = async (e) => {
  e.preventDefault();
  setReady(false);
  const result = await thereAndBack(form.elements.megabytes.value * 1_000_000);
  write('note', result);
  window.specterState.result = result;
  setReady(channel.readyState === 'open');
};

function setReady(ready) {
  button.disabled = !ready;
  window.specterState.ready = ready;
}

/** Sends that many bytes, no faster than they leave, and compares what comes back. */
async function thereAndBack(total) {
  const began = performance.now();
  let back = 0;
  let wrong = 0;
  const allBack = new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      for (const byte of new Uint8Array(data)) {
        wrong += byte === pattern[back++ % CHUNK] ? 0 : 1;
      }
      if (back >= total) {
        resolve();
      }
    };
  });
  for (let sent = 0; sent < total; sent += CHUNK) {
    channel.send(pattern.subarray(0, Math.min(CHUNK, total - sent)));
    if (channel.bufferedAmount > MARK) {
      await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
    }
  }
  await allBack;
  const seconds = (performance.now() - began) / 1000;
  return `${back} bytes there and back in ${seconds.toFixed(2)} s, ${wrong} wrong`;
}

function write(className, text) {
  const line = document.createElement('li');
  line.className = className;
  line.textContent = text;
  document.getElementById('log').append(line);
}
