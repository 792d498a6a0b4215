import { Signaling, offer, showState } from '/shared-parts/signaling.js';
import { attach, openCamera, query, restrictCodec, statsOf, sum } from '/shared-parts/media.js';

const element = (id) => document.getElementById(id);
const state = (window.specterState = { connected: false, framesDecoded: 0, audioPackets: 0, messagesBack: 0, problem: '' });

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
  for (const track of stream.getTracks()) {
    const transceiver = pc.addTransceiver(track, { streams: [stream] });
    if (track.kind === 'video') {
      restrictCodec(transceiver);
    }
  }
  sayTheTime(pc);
  signaling.join(pc);
  setInterval(() => showFacts(pc), 500);
  await offer(pc, signaling);
}

/** Sends the time twice a second; when it comes back it tells how long it took. */
function sayTheTime(pc) {
  const channel = pc.createDataChannel('time');
  channel.onopen = () => setInterval(() => channel.readyState === 'open' && channel.send(String(performance.now())), 500);
  channel.onmessage = ({ data }) => {
    element('messages').textContent = ++state.messagesBack;
    element('time').textContent = `${(performance.now() - Number(data)).toFixed(1)} ms`;
  };
}

async function showFacts(pc) {
  const report = await pc.getStats();
  const [video] = statsOf(report, 'inbound-rtp', 'video');
  state.connected = pc.connectionState === 'connected';
  element('frames').textContent = state.framesDecoded = video?.framesDecoded ?? 0;
  element('audio').textContent = state.audioPackets = sum(statsOf(report, 'inbound-rtp', 'audio'), 'packetsReceived');
  element('codec').textContent = report.get(video?.codecId)?.mimeType.split('/')[1] ?? '–';
}
