import { Signaling, offer, showState } from '/shared-parts/signaling.js';
import { openCamera, query, restrictCodec, statsOf, sum } from '/shared-parts/media.js';

const element = (id) => document.getElementById(id);
const state = (window.specterState = { connected: false, framesSent: 0, bytesSent: 0, saved: [], problem: '' });

element('start').onclick = start;
if (query.get('auto') === '1') {
  start();
}

async function start() {
  element('start').disabled = true;
  const { stream, problem } = await openCamera();
  state.problem = element('problem').textContent = problem;
  if (stream.getTracks().length === 0) {
    element('start').disabled = false;
    return; // there is nothing to save
  }
  element('sent').srcObject = stream;

  const pc = new RTCPeerConnection();
  const signaling = new Signaling();
  showState(pc, element('state'));
  for (const track of stream.getTracks()) {
    const transceiver = pc.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
    if (track.kind === 'video') {
      restrictCodec(transceiver);
    }
  }
  const timer = setInterval(() => showFacts(pc), 500);
  signaling.join(pc, ({ saved }) => {
    state.saved.push(...saved);
    saved.forEach(show);
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    pc.close();
    signaling.close();
    state.connected = false;
    element('state').textContent = 'saved';
    element('start').disabled = false;
  });
  element('stop').onclick = () => {
    element('stop').disabled = true;
    signaling.send({ command: 'stop' });
  };
  await offer(pc, signaling);
  element('stop').disabled = false;
}

function show({ path, frames, seconds }) {
  const line = document.createElement('li');
  line.textContent = `${path}: ${frames} frames, ${seconds.toFixed(1)} s`;
  element('saved').append(line);
}

async function showFacts(pc) {
  const report = await pc.getStats();
  const [video] = statsOf(report, 'outbound-rtp', 'video');
  state.connected = pc.connectionState === 'connected';
  state.bytesSent = sum(statsOf(report, 'outbound-rtp'), 'bytesSent');
  element('sent-bytes').textContent = `${Math.round(state.bytesSent / 1000)} kB`;
  element('frames').textContent = state.framesSent = video?.framesSent ?? 0;
  element('codec').textContent = report.get(video?.codecId)?.mimeType.split('/')[1] ?? '–';
}
