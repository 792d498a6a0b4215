import { Signaling, offer } from '/shared-parts/signaling.js';
import { attach, openCamera, play, query, restrictCodec } from '/shared-parts/media.js';
import { Chat } from './chat.js';
import { Numbers } from './numbers.js';
import { Recorder } from './recorder.js';

const element = (id) => document.getElementById(id);

/** What the page knows, for programs that look at it. */
const state = (window.specterState = {
  started: false,
  connected: false,
  connectionState: 'new',
  camera: false,
  microphone: false,
  cameraProblem: '',
  visitors: 0,
  peers: 0,
  chatEcho: '',
  recording: false,
  recordingUrl: '',
  recordings: [],
  error: '',
});

let call = null;
element('start').onclick = () => start(openCamera());
element('start-without').onclick = () =>
  start({ stream: new MediaStream(), problem: 'You called without your camera.' });
element('hangup').onclick = () => end('You hung up.');
document.querySelectorAll('.sound[data-of]').forEach((button) => soundButton(button, element(button.dataset.of)));
addEventListener('pagehide', () => call?.pc.close());
if (query.get('auto') === '1') {
  start(openCamera());
}

/** One call: from the camera, which may be missing, to the offer. What comes is shown as it comes. */
async function start(opening) {
  element('start').disabled = element('start-without').disabled = true;
  element('error').textContent = '';
  const { stream: camera, problem } = await opening;
  state.started = true;
  state.camera = camera.getVideoTracks().length > 0;
  state.microphone = camera.getAudioTracks().length > 0;
  state.cameraProblem = problem;

  const pc = new RTCPeerConnection();
  const signaling = new Signaling();
  call = { pc, signaling, camera, tracks: new Map() };
  call.chat = new Chat(pc, state);
  call.recorder = new Recorder(signaling, state, camera.getTracks().length > 0);
  call.numbers = new Numbers(pc, call.tracks, state);
  showCamera(camera, problem);

  // The first section of each kind is for the film, the second for what goes there and back.
  restrictCodec(pc.addTransceiver('video', { direction: 'recvonly' }));
  pc.addTransceiver('audio', { direction: 'recvonly' });
  for (const track of camera.getTracks()) {
    const transceiver = pc.addTransceiver(track, { direction: 'sendrecv', streams: [camera] });
    if (track.kind === 'video') {
      restrictCodec(transceiver);
    }
  }
  pc.ontrack = show;
  pc.onconnectionstatechange = () => showState(pc);
  signaling.join(pc, handle);
  signaling.socket.onclose = () => call?.pc === pc && end('The Java process has gone.');
  element('hero').hidden = true;
  document.body.classList.add('in-call');
  element('call').hidden = element('hangup').hidden = false;
  showState(pc);
  try {
    await offer(pc, signaling);
  } catch (error) {
    end(error.message);
  }
}

function end(reason) {
  if (!call) {
    return;
  }
  const { pc, signaling, camera, chat, recorder, numbers } = call;
  call = null;
  [chat, recorder, numbers, pc, signaling].forEach((part) => part.close());
  camera.getTracks().forEach((track) => track.stop());
  document.querySelectorAll('.visitor').forEach((tile) => tile.remove());
  state.started = state.connected = false;
  state.connectionState = 'closed';
  state.peers = 0;
  state.error = reason;
  element('error').textContent = reason;
  element('state').textContent = 'not connected';
  element('state').className = 'state';
  element('call').hidden = element('hangup').hidden = element('visitors').hidden = true;
  element('hero').hidden = false;
  document.body.classList.remove('in-call');
  element('start').disabled = element('start-without').disabled = false;
}

/** What Java says beside the call. */
function handle(event) {
  if (event.visitors) {
    state.visitors = event.visitors;
    element('visitors').hidden = false;
    element('visitors').textContent = event.visitors === 1 ? 'only you here' : `${event.visitors} visitors`;
  }
  if (event.recording) {
    call?.recorder.offer(event.recording);
  }
}

/** A track comes: of the film, of ourselves, or of another visitor, as its stream says. */
function show(event) {
  const id = event.streams[0]?.id ?? 'film';
  call.tracks.set(event.track.id, id);
  attach(videoOf(id, event.streams[0]), event);
}

function videoOf(id, stream) {
  if (id === 'film' || id === 'mirror') {
    return element(id);
  }
  const existing = document.querySelector(`.visitor[data-stream="${CSS.escape(id)}"] video`);
  if (existing) {
    return existing;
  }
  const tile = element('visitor-tile').content.firstElementChild.cloneNode(true);
  tile.dataset.stream = id;
  tile.querySelector('b').textContent = `Visitor ${id.split('-')[1]}`;
  soundButton(tile.querySelector('.sound'), tile.querySelector('video'));
  element('tiles').append(tile);
  stream.onremovetrack = () => {
    if (stream.getTracks().length === 0) {
      tile.remove();
      call?.tracks.forEach((of, track) => of === id && call.tracks.delete(track));
      countPeers();
    }
  };
  countPeers();
  return tile.querySelector('video');
}

function countPeers() {
  state.peers = document.querySelectorAll('.visitor').length;
}

function showCamera(camera, problem) {
  const seen = camera.getVideoTracks().length > 0;
  element('no-camera').hidden = seen;
  element('preview').hidden = !seen;
  element('camera-problem').textContent = problem;
  element('preview').srcObject = seen ? camera : null;
  element('mirror').srcObject = null;
  if (seen) {
    play(element('preview'));
  }
}

function showState(pc) {
  state.connectionState = pc.connectionState;
  state.connected = pc.connectionState === 'connected';
  element('state').textContent = pc.connectionState;
  element('state').className = `state ${state.connected ? 'good' : pc.connectionState === 'failed' ? 'bad' : ''}`;
  if (pc.connectionState === 'failed') {
    end('The connection failed.');
  }
}

/** A button that mutes a video; it follows when the browser mutes it. */
function soundButton(button, video) {
  const follow = () => {
    button.textContent = video.muted ? 'Sound off' : 'Sound on';
    button.setAttribute('aria-pressed', String(!video.muted));
  };
  button.onclick = () => {
    video.muted = !video.muted;
    play(video);
  };
  video.onvolumechange = follow;
  follow();
}
