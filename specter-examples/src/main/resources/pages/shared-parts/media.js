// Camera, microphone, codecs and statistics, for the pages that have media.

export const query = new URLSearchParams(location.search);

/** The camera and the microphone, what of them there is: {stream, problem}. A page without any goes on. */
export async function openCamera() {
  if (query.get('camera') === '0') {
    return { stream: new MediaStream(), problem: 'The camera is switched off by ?camera=0.' };
  }
  if (!navigator.mediaDevices) {
    return { stream: new MediaStream(), problem: 'Browsers give a camera to https and localhost pages only.' };
  }
  const video = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 30 } };
  let problem = '';
  for (const wanted of [{ video, audio: true }, { video }, { audio: true }]) {
    try {
      return { stream: await navigator.mediaDevices.getUserMedia(wanted), problem };
    } catch (error) {
      problem ||= explain(error);
    }
  }
  return { stream: new MediaStream(), problem };
}

function explain(error) {
  switch (error.name) {
    case 'NotAllowedError': return 'The browser was told not to give the camera.';
    case 'NotFoundError': return 'There is no camera with a microphone here.';
    case 'NotReadableError': return 'Another program holds the camera.';
    default: return `No camera: ${error.message}`;
  }
}

/** Leaves a video transceiver the codec that ?codec= asks for, if any. */
export function restrictCodec(transceiver) {
  const wanted = `video/${query.get('codec')}`.toLowerCase();
  const codecs = RTCRtpReceiver.getCapabilities('video').codecs;
  const chosen = codecs.filter((c) => c.mimeType.toLowerCase() === wanted);
  if (chosen.length) {
    transceiver.setCodecPreferences([...chosen, ...codecs.filter((c) => c.mimeType === 'video/rtx')]);
  }
}

/** Plays with sound where the browser allows it before a click, else without: then onMuted tells. */
export async function play(video, onMuted = () => {}) {
  try {
    await video.play();
  } catch (error) {
    if (error.name === 'NotAllowedError' && !video.muted) {
      video.muted = true;
      onMuted();
      await video.play().catch(() => {});
    }
  }
}

/** Shows a track that comes, with those of its stream. */
export function attach(video, { track, streams }) {
  const stream = streams[0] ?? new MediaStream([track]);
  if (video.srcObject !== stream) {
    video.srcObject = stream;
  }
  play(video);
}

/** All statistics of a type, and of a kind of media if one is given. */
export function statsOf(report, type, kind) {
  return [...report.values()].filter((s) => s.type === type && (!kind || s.kind === kind));
}

/** The sum of a member. */
export const sum = (list, member) => list.reduce((total, s) => total + (s[member] ?? 0), 0);

/** The candidate pair in use. */
export function selectedPair(report) {
  const [transport] = statsOf(report, 'transport');
  const pairs = statsOf(report, 'candidate-pair');
  return report.get(transport?.selectedCandidatePairId) ?? pairs.find((p) => p.selected || (p.nominated && p.state === 'succeeded'));
}
