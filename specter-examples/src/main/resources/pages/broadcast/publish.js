import { Signaling, offer, showState } from '/shared-parts/signaling.js';
import { openCamera, query, restrictCodec, statsOf } from '/shared-parts/media.js';

const element = (id) => document.getElementById(id);
const state = (window.specterState = { connected: false, viewers: 0, framesSent: 0, keyFramesSent: 0, problem: '' });

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
    return; // there is nothing to publish
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
  signaling.join(pc, ({ viewers }) => (element('viewers').textContent = state.viewers = viewers));
  setInterval(() => showFacts(pc), 500);
  await signaling.send({ command: 'publish' });
  await offer(pc, signaling);
}

async function showFacts(pc) {
  const report = await pc.getStats();
  const [video] = statsOf(report, 'outbound-rtp', 'video');
  state.connected = pc.connectionState === 'connected';
  element('frames').textContent = state.framesSent = video?.framesSent ?? 0;
  element('key-frames').textContent = state.keyFramesSent = video?.keyFramesEncoded ?? 0;
  element('codec').textContent = report.get(video?.codecId)?.mimeType.split('/')[1] ?? '–';
}
