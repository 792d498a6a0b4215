// A page's end of a call with camera and microphone: the actions that a test orders, and statistics.

import { fail, on, post } from './link.js';
import { connect, offer, preferCodec } from './peer.js';

const INBOUND = [
  'ssrc', 'packetsReceived', 'packetsLost', 'framesDecoded', 'keyFramesDecoded', 'framesDropped', 'freezeCount',
  'frameWidth', 'frameHeight', 'totalAudioEnergy', 'totalSamplesReceived', 'nackCount', 'pliCount',
];
const OUTBOUND = [
  'ssrc', 'packetsSent', 'bytesSent', 'framesEncoded', 'frameWidth', 'frameHeight', 'targetBitrate',
  'qualityLimitationReason', 'nackCount', 'pliCount', 'firCount',
];

export class MediaCall {
  /** `join` connects the call to its signaling in another way than answering what comes. */
  constructor(params, players, join) {
    this.params = params;
    this.players = players;
    this.sources = new Map();
    this.pc = new RTCPeerConnection();
    this.signal = { send: (m) => post('signal', m), receive: (h) => on('signal', h) };
    this.pc.ontrack = (e) => this.play(e);
    if (join) {
      this.negotiation = join(this.pc, this.signal);
    } else {
      connect(this.pc, this.signal).catch((e) => fail('signaling', e));
    }
  }

  play({ track, transceiver }) {
    const element = document.createElement(track.kind);
    Object.assign(element, { autoplay: true, playsInline: true, srcObject: new MediaStream([track]) });
    this.players.append(element);
    element.play().catch((error) => console.warn('play', error.message));
    const tell = (event) => post('track', { event, media: track.kind, mid: transceiver.mid });
    track.onended = () => tell('ended');
    track.onmute = () => tell('mute');
    track.onunmute = () => tell('unmute');
    tell('added');
  }

  /** The camera or the microphone; with ?scene=noise a picture that no encoder makes small instead. */
  async source(media) {
    if (!this.sources.has(media)) {
      const size = { width: Number(this.params.get('width') ?? 640), height: Number(this.params.get('height') ?? 480) };
      const wanted = media === 'video' ? { video: { ...size, frameRate: 30 } } : { audio: true };
      const isNoise = media === 'video' && this.params.get('scene') === 'noise';
      const stream = isNoise ? noise(size, this.pc) : await navigator.mediaDevices.getUserMedia(wanted);
      this.sources.set(media, stream.getTracks()[0]);
    }
    return this.sources.get(media);
  }

  byMid(mid) {
    return this.pc.getTransceivers().find((t) => t.mid === mid);
  }

  prefer(transceiver) {
    if (transceiver.receiver.track.kind === 'video') {
      preferCodec(transceiver, this.params.get('codec') ?? 'VP8');
    }
  }

  /** Sends the camera or the microphone through a transceiver that is there, or a new one. */
  async addTrack({ media }) {
    const sender = this.pc.addTrack(await this.source(media));
    this.prefer(this.pc.getTransceivers().find((t) => t.sender === sender));
  }

  async addTransceiver({ media, direction }) {
    const track = direction.startsWith('send') ? await this.source(media) : media;
    const transceiver = this.pc.addTransceiver(track, { direction });
    this.prefer(transceiver);
    await this.keepResolution(transceiver.sender);
  }

  /** Sends the camera in several sizes, the first name for the smallest. */
  async addSimulcast({ rids }) {
    const sendEncodings = rids.split(',').map((rid, i, all) => ({ rid, scaleResolutionDownBy: 2 ** (all.length - 1 - i) }));
    this.prefer(this.pc.addTransceiver(await this.source('video'), { direction: 'sendonly', sendEncodings }));
  }

  /** A small picture has a low ceiling of its bit rate: with little to spend, the browser shall send fewer frames. */
  async keepResolution(sender) {
    const parameters = sender.getParameters();
    parameters.degradationPreference = 'maintain-resolution';
    await sender.setParameters(parameters);
  }

  removeTrack({ mid }) {
    this.pc.removeTrack(this.byMid(mid).sender);
  }

  setDirection({ mid, direction }) {
    this.byMid(mid).direction = direction;
  }

  stop({ mid }) {
    this.byMid(mid).stop();
  }

  /**
   * One of the changes that an application makes, to the transceiver in that place but for the first `kept`. One that was
   * never negotiated is not stopped: no description would say so, and Chromium 156 and Firefox 153 would fire
   * negotiationneeded after each exchange, for ever (webrtc-pc, section 4.7.3: stopping, but never stopped).
   */
  async change({ what, place, kept, direction }) {
    const track = (await this.source(place % 2 ? 'audio' : 'video')).clone();
    const all = this.pc.getTransceivers().slice(kept).filter((t) => !t.stopped && t.direction !== 'stopped');
    const one = all[place % all.length];
    try {
      if (what === 'add' || !one) {
        this.pc.addTrack(track);
      } else if (what === 'remove') {
        this.pc.removeTrack(one.sender);
      } else if (what === 'direction') {
        one.direction = direction;
      } else if (one.currentDirection) {
        one.stop();
      }
    } catch (e) {
      // It stops in this moment, by a description that is being set.
      if (!['InvalidStateError', 'InvalidAccessError'].includes(e.name)) {
        throw e;
      }
    }
  }

  /** The camera goes through the first transceiver, from now on. */
  async sendMain() {
    const [main] = this.pc.getTransceivers();
    await main.sender.replaceTrack(await this.source('video'));
    main.direction = 'sendrecv';
  }

  calm() {
    return this.negotiation.calm();
  }

  restartIce() {
    this.pc.restartIce();
  }

  /** Offers, and returns when the answer is set. */
  async offer() {
    const settled = new Promise((resolve) => {
      this.pc.onsignalingstatechange = () => this.pc.signalingState === 'stable' && resolve();
    });
    await offer(this.pc, this.signal);
    await settled;
  }

  async report() {
    const report = { at: Date.now(), inbound: {}, outbound: {}, remoteInbound: {}, transceivers: {}, availableOutgoingBitrate: 0 };
    const stats = await this.pc.getStats();
    const pick = (s, names) => Object.fromEntries(names.filter((n) => n in s).map((n) => [n, s[n]]));
    const codec = (s) => stats.get(s.codecId)?.mimeType ?? '';
    stats.forEach((s) => {
      if (s.type === 'inbound-rtp') {
        report.inbound[s.mid ?? s.kind] = { kind: s.kind, codec: codec(s), ...pick(s, INBOUND) };
      } else if (s.type === 'outbound-rtp') {
        report.outbound[s.mid ?? s.kind] = { kind: s.kind, codec: codec(s), at: s.timestamp, ...pick(s, OUTBOUND) };
      } else if (s.type === 'remote-inbound-rtp') {
        report.remoteInbound[s.kind] = pick(s, ['fractionLost', 'packetsLost', 'roundTripTime']);
      } else if (s.type === 'candidate-pair' && s.nominated && s.state === 'succeeded') {
        report.availableOutgoingBitrate = Math.max(report.availableOutgoingBitrate, s.availableOutgoingBitrate ?? 0);
      }
    });
    for (const t of this.pc.getTransceivers()) {
      report.transceivers[t.mid] = { kind: t.receiver.track.kind, direction: t.direction, current: t.currentDirection, muted: t.receiver.track.muted };
    }
    return report;
  }

  close() {
    this.sources.forEach((track) => track.stop());
    this.pc.close();
  }
}

const NOISE_SIZE = 64;
const NOISE_SCALE = 32;

/** The browser probes the path when it is connected; the machine shall have nothing else to do then. */
const CALM_MILLIS = 1500;

/** Blocks of random colors that move at random, 15 times a second, from a while after the connection on. */
function noise({ width, height }, pc) {
  let isCalm = true;
  pc.addEventListener('connectionstatechange', () => {
    if (pc.connectionState === 'connected') {
      setTimeout(() => (isCalm = false), CALM_MILLIS);
    }
  });
  const tile = Object.assign(document.createElement('canvas'), { width: NOISE_SIZE, height: NOISE_SIZE });
  const pixels = new ImageData(NOISE_SIZE, NOISE_SIZE);
  new Uint32Array(pixels.data.buffer).forEach((_, i, all) => (all[i] = 0xff000000 | (Math.random() * 0x1000000)));
  tile.getContext('2d').putImageData(pixels, 0, 0);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.imageSmoothingEnabled = false;
  const step = NOISE_SIZE * NOISE_SCALE;
  setInterval(() => {
    const [left, top] = [Math.random() * step, Math.random() * step];
    if (isCalm) {
      context.fillRect(0, 0, 16, left % 16);
      return;
    }
    for (let x = -left; x < width; x += step) {
      for (let y = -top; y < height; y += step) {
        context.drawImage(tile, x, y, step, step);
      }
    }
  }, 1000 / 15);
  return canvas.captureStream(15);
}
