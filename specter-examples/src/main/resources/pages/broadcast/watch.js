import { Signaling, offer, showState } from '/shared-parts/signaling.js';
import { play, statsOf, sum } from '/shared-parts/media.js';

const element = (id) => document.getElementById(id);
const video = element('video');
const sound = element('sound');
const state = (window.specterState = { connected: false, live: false, viewers: 0, framesDecoded: 0, audioPackets: 0 });

const pc = new RTCPeerConnection();
const signaling = new Signaling();
showState(pc, element('state'));
pc.addTransceiver('video', { direction: 'recvonly' });
pc.addTransceiver('audio', { direction: 'recvonly' });
pc.ontrack = ({ track, streams }) => {
  const stream = streams[0] ?? new MediaStream([track]);
  if (video.srcObject !== stream) {
    video.srcObject = stream;
  }
  play(video, () => (sound.hidden = false)); // sound without a click is not for the page to decide
};
sound.onclick = () => {
  video.muted = false;
  sound.hidden = true;
};
signaling.join(pc, ({ live, viewers }) => {
  state.live = live;
  state.viewers = viewers;
  element('live').textContent = live ? 'yes' : 'no';
  element('viewers').textContent = viewers;
});
setInterval(showFacts, 500);
offer(pc, signaling).catch((error) => (element('state').textContent = error.message));

async function showFacts() {
  const report = await pc.getStats();
  const pictures = statsOf(report, 'inbound-rtp', 'video');
  state.connected = pc.connectionState === 'connected';
  element('frames').textContent = state.framesDecoded = sum(pictures, 'framesDecoded');
  element('audio').textContent = state.audioPackets = sum(statsOf(report, 'inbound-rtp', 'audio'), 'packetsReceived');
  element('codec').textContent = report.get(pictures.at(-1)?.codecId)?.mimeType.split('/')[1] ?? '–';
}
