import { Signaling, offer, showState } from '/shared-parts/signaling.js';

const element = (id) => document.getElementById(id);
const play = element('play');
let call = null;

play.onclick = start;
start();

/** One call: offer to receive a video, show what comes until Java says that the file is over. */
async function start() {
  call?.pc.close();
  call?.signaling.close();
  clearInterval(call?.timer);
  play.disabled = true;
  element('playback').textContent = 'connecting';

  const pc = new RTCPeerConnection();
  const signaling = new Signaling();
  call = { pc, signaling, timer: setInterval(() => showFacts(pc), 250) };
  showState(pc, element('state'));
  pc.addTransceiver('video', { direction: 'recvonly' });
  pc.ontrack = ({ track, streams }) => (element('video').srcObject = streams[0] ?? new MediaStream([track]));
  signaling.join(pc, (event) => {
    element('playback').textContent = event.replace('-', ' ');
    play.disabled = event === 'playback-started';
  });
  try {
    await offer(pc, signaling);
  } catch (error) {
    element('playback').textContent = error.message;
    play.disabled = false;
  }
}

async function showFacts(pc) {
  const stats = await pc.getStats();
  for (const s of stats.values()) {
    if (s.type === 'inbound-rtp' && s.kind === 'video') {
      element('codec').textContent = stats.get(s.codecId)?.mimeType.split('/')[1] ?? '–';
      element('frames').textContent = s.framesDecoded ?? 0;
      element('received').textContent = `${Math.round((s.bytesReceived ?? 0) / 1000)} kB`;
      element('picture').textContent = s.frameWidth ? `${s.frameWidth} × ${s.frameHeight}` : '–';
    }
  }
}
