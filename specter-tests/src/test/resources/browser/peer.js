// One end of a call as the tests need it: signaling with trickle, and what each scenario does.
// `signal` is {send(message), receive(handler)}; a message is {description} or {candidate}.

import { MessageSequence } from './messages.js';

/** Joins a connection to its signaling, candidates as they come, in both directions. */
export function connect(pc, signal) {
  pc.onicecandidate = (e) => signal.send({ candidate: e.candidate });
  pc.oniceconnectionstatechange = () => console.log('ice', pc.iceConnectionState);
  pc.onconnectionstatechange = () => console.log('connection', pc.connectionState);
  const early = [];
  // One at a time: a candidate never overtakes the description before it.
  let turn = Promise.resolve();
  async function handle({ description, candidate }) {
    if (description) {
      await pc.setRemoteDescription(description);
      for (const c of early.splice(0)) {
        await pc.addIceCandidate(c);
      }
      if (description.type === 'offer') {
        await pc.setLocalDescription();
        signal.send({ description: pc.localDescription });
      }
    } else if (pc.remoteDescription) {
      await pc.addIceCandidate(candidate);
    } else {
      early.push(candidate);
    }
  }
  return new Promise((_, reject) => {
    signal.receive((message) => {
      turn = turn.then(() => handle(message)).catch(reject);
    });
  });
}

/** Makes and sends the offer. */
export async function offer(pc, signal) {
  await pc.setLocalDescription();
  signal.send({ description: pc.localDescription });
}

const HIGH_WATER_BYTES = 1 << 20;

/**
 * Sends `count` messages of the sequence of `mine` and checks that those of `theirs` arrive, intact and in order.
 * Resolves to what was seen.
 */
export async function exchange(channel, mine, theirs, count) {
  channel.binaryType = 'arraybuffer';
  channel.bufferedAmountLowThreshold = HIGH_WATER_BYTES / 4;
  const expected = new MessageSequence(theirs);
  let received = 0;
  let receivedBytes = 0;
  const allReceived = new Promise((resolve, reject) => {
    channel.onmessage = ({ data }) => {
      const difference = expected.difference(received, data);
      if (difference) {
        reject(new Error(`${channel.label}: message ${received}: ${difference}`));
        return;
      }
      received++;
      receivedBytes += typeof data === 'string' ? data.length : data.byteLength;
      if (received === count) {
        resolve();
      }
    };
    channel.addEventListener('close', () => reject(new Error(`${channel.label}: closed after ${received} messages`)));
    channel.addEventListener('error', (e) => reject(new Error(`${channel.label}: ${e.error?.message}`)));
  });
  allReceived.catch(() => {});
  if (channel.readyState === 'connecting') {
    await new Promise((resolve) => (channel.onopen = resolve));
  }
  // Chromium 156 never counts down bufferedAmount for what is sent in the turn in which a channel came.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const sequence = new MessageSequence(mine);
  for (let i = 0; i < count; i++) {
    while (channel.bufferedAmount > HIGH_WATER_BYTES) {
      await new Promise((resolve) => (channel.onbufferedamountlow = resolve));
    }
    channel.send(sequence.message(i));
  }
  await allReceived;
  return { label: channel.label, sent: count, received, receivedBytes };
}

/** What the video element shows, told by getStats and by looking at the picture. */
export class VideoWatch {
  constructor(pc, video) {
    this.pc = pc;
    this.video = video;
    this.pictures = new Set();
    this.canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 24 });
    this.context = this.canvas.getContext('2d', { willReadFrequently: true });
    this.presented = 0;
    const onFrame = () => {
      this.presented++;
      this.context.drawImage(video, 0, 0, 32, 24);
      const { data } = this.context.getImageData(0, 0, 32, 24);
      let hash = 17;
      for (const v of data) {
        hash = (Math.imul(hash, 31) + v) | 0;
      }
      this.pictures.add(hash);
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  }

  async report() {
    let inbound = {};
    let codec = '';
    const stats = await this.pc.getStats();
    stats.forEach((s) => {
      if (s.type === 'inbound-rtp' && s.kind === 'video') {
        inbound = s;
        codec = stats.get(s.codecId)?.mimeType ?? '';
      }
    });
    return {
      codec,
      framesDecoded: inbound.framesDecoded ?? 0,
      framesDropped: inbound.framesDropped ?? 0,
      keyFramesDecoded: inbound.keyFramesDecoded ?? 0,
      packetsReceived: inbound.packetsReceived ?? 0,
      packetsLost: inbound.packetsLost ?? 0,
      nackCount: inbound.nackCount ?? 0,
      pliCount: inbound.pliCount ?? 0,
      freezeCount: inbound.freezeCount ?? 0,
      presented: this.presented,
      pictures: this.pictures.size,
      width: this.video.videoWidth,
      height: this.video.videoHeight,
    };
  }
}

/** Leaves only that codec in what the transceiver offers or answers. */
export function preferCodec(transceiver, codec) {
  const mimeType = `video/${codec}`.toLowerCase();
  const all = RTCRtpReceiver.getCapabilities('video').codecs;
  const wanted = all.filter((c) => c.mimeType.toLowerCase() === mimeType);
  if (wanted.length > 0) {
    transceiver.setCodecPreferences(wanted);
  }
  return wanted.length > 0;
}
