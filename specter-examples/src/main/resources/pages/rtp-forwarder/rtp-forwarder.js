import { Signaling, offer, showState } from '/shared-parts/signaling.js';
import { attach, openCamera, query, statsOf, sum } from '/shared-parts/media.js';

const element = (id) => document.getElementById(id);
const state = (window.specterState = { connected: false, framesSent: 0, framesDecoded: 0, audioPackets: 0, problem: '' });

element('start').onclick = start;
if (query.get('auto') === '1') {
  start();
}

async function start() {
  element('start').disabled = true;
  const { stream, problem } = await openCamera();
  state.problem = element('problem').textContent = problem;
  element('sent').srcObject = stream;

  const pc = new RTCPeerConnection();
  const signaling = new Signaling();
  showState(pc, element('state'));
  pc.ontrack = (event) => attach(element('back'), event);
  for (const kind of ['video', 'audio']) { // without a camera, what comes from UDP can still be seen
    const track = stream.getTracks().find((t) => t.kind === kind);
    pc.addTransceiver(track ?? kind, { direction: track ? 'sendrecv' : 'recvonly', streams: [stream] });
  }
  signaling.join(pc);
  setInterval(() => showFacts(pc), 500);
  await offer(pc, signaling);
}

async function showFacts(pc) {
  const report = await pc.getStats();
  const [sent] = statsOf(report, 'outbound-rtp', 'video');
  const [video] = statsOf(report, 'inbound-rtp', 'video');
  state.connected = pc.connectionState === 'connected';
  element('frames-sent').textContent = state.framesSent = sent?.framesSent ?? 0;
  element('frames').textContent = state.framesDecoded = video?.framesDecoded ?? 0;
  element('audio').textContent = state.audioPackets = sum(statsOf(report, 'inbound-rtp', 'audio'), 'packetsReceived');
  element('codec').textContent = report.get((video ?? sent)?.codecId)?.mimeType.split('/')[1] ?? '–';
}
