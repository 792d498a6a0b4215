import { selectedPair, statsOf, sum } from '/shared-parts/media.js';
import { Plot } from '/shared-parts/plots.js';

const element = (id) => document.getElementById(id);
const INTERVAL_MILLIS = 700;

/** The browser's own statistics of the call as plots, and as numbers for programs. */
export class Numbers {
  constructor(pc, tracks, state) {
    this.pc = pc;
    this.tracks = tracks; // of what stream a track is
    this.state = state;
    this.before = null;
    const parent = element('plots');
    parent.replaceChildren();
    const plot = (title, unit, series, more) => new Plot(parent, { title, unit, series, ...more });
    this.plots = {
      rtt: plot('Round trip', 'ms', ['ICE', 'RTP'], { digits: 1 }),
      received: plot('Received', 'kbit/s', ['film', 'you'], { least: 500 }),
      sent: plot('Sent', 'kbit/s', ['you', 'estimate'], { least: 500 }),
      frames: plot('Pictures', '/s', ['film', 'you'], { least: 40 }),
      loss: plot('Lost', '%', ['coming', 'going'], { digits: 1, least: 5 }),
      delay: plot('Buffered', 'ms', ['film', 'you'], { least: 50 }),
    };
    this.timer = setInterval(() => this.sample(), INTERVAL_MILLIS);
  }

  async sample() {
    const report = await this.pc.getStats();
    if (this.pc.connectionState === 'closed') {
      return;
    }
    const now = this.read(report);
    if (this.before) {
      this.show(now, this.before, (now.at - this.before.at) / 1000);
    }
    this.before = now;
    this.publish(now);
    this.showStates(report, now);
  }

  /** What is counted, by the stream it belongs to. */
  read(report) {
    const inbound = statsOf(report, 'inbound-rtp');
    const outbound = statsOf(report, 'outbound-rtp');
    const remote = statsOf(report, 'remote-inbound-rtp');
    const pair = selectedPair(report);
    const roundTrips = remote.map((s) => s.roundTripTime).filter((t) => t !== undefined);
    const streams = new Map();
    for (const id of new Set(['film', 'mirror', ...this.tracks.values()])) {
      streams.set(id, this.readStream(report, inbound.filter((s) => this.tracks.get(s.trackIdentifier) === id)));
    }
    return {
      at: performance.now(),
      streams,
      inbound: { received: sum(inbound, 'packetsReceived'), lost: sum(inbound, 'packetsLost') },
      sentBytes: sum(outbound, 'bytesSent'),
      fractionLost: remote.length ? Math.max(...remote.map((s) => s.fractionLost ?? 0)) : null,
      iceRoundTrip: pair?.currentRoundTripTime ?? null,
      rtpRoundTrip: roundTrips.length ? Math.max(...roundTrips) : null,
      estimate: pair?.availableOutgoingBitrate ?? null,
    };
  }

  readStream(report, stats) {
    const video = stats.filter((s) => s.kind === 'video');
    const audio = stats.filter((s) => s.kind === 'audio');
    return {
      bytes: sum(stats, 'bytesReceived'),
      frames: sum(video, 'framesDecoded'),
      audioPackets: sum(audio, 'packetsReceived'),
      bufferDelay: sum(video, 'jitterBufferDelay'),
      buffered: sum(video, 'jitterBufferEmittedCount'),
      width: video[0]?.frameWidth,
      height: video[0]?.frameHeight,
      codec: report.get(video[0]?.codecId)?.mimeType.split('/')[1] ?? '',
    };
  }

  show(now, before, seconds) {
    const rate = (id, member) => Math.max(0, (now.streams.get(id)[member] - (before.streams.get(id)?.[member] ?? 0)) / seconds);
    const kilobits = (id) => (rate(id, 'bytes') * 8) / 1000;
    const delay = (id) => {
      const count = rate(id, 'buffered');
      return count > 0 ? (rate(id, 'bufferDelay') / count) * 1000 : null;
    };
    const millis = (value) => (value === null ? null : value * 1000);
    const came = now.inbound.received - before.inbound.received;
    const lost = Math.max(0, now.inbound.lost - before.inbound.lost);
    const sends = this.state.camera || this.state.microphone;
    const own = (value) => (sends ? value : null);
    const { rtt, received, sent, frames, loss, delay: buffered } = this.plots;
    rtt.add(millis(now.iceRoundTrip), millis(now.rtpRoundTrip));
    received.add(kilobits('film'), own(kilobits('mirror')));
    sent.add(own(((now.sentBytes - before.sentBytes) * 8) / 1000 / seconds), own(now.estimate === null ? null : now.estimate / 1000));
    frames.add(rate('film', 'frames'), this.state.camera ? rate('mirror', 'frames') : null);
    loss.add(came + lost > 0 ? (100 * lost) / (came + lost) : 0, now.fractionLost === null ? null : 100 * now.fractionLost);
    buffered.add(delay('film'), delay('mirror'));
    for (const [id, stream] of now.streams) {
      const line = id === 'film' || id === 'mirror' ? element(`${id}-facts`) : factsOfVisitor(id);
      if (line && stream.width) {
        line.textContent = `${stream.codec} · ${stream.width}×${stream.height} · ${Math.round(rate(id, 'frames'))} /s`;
      }
    }
  }

  publish(now) {
    const film = now.streams.get('film');
    const mirror = now.streams.get('mirror');
    const peers = [...now.streams].filter(([id]) => id !== 'film' && id !== 'mirror');
    Object.assign(this.state, {
      framesDecoded: film.frames,
      filmCodec: film.codec,
      filmAudioPackets: film.audioPackets,
      mirrorFramesDecoded: mirror.frames,
      mirrorAudioPackets: mirror.audioPackets,
      peerFramesDecoded: Object.fromEntries(peers.map(([id, stream]) => [id, stream.frames])),
      packetsLost: now.inbound.lost,
      bytesSent: now.sentBytes,
      roundTripMillis: now.iceRoundTrip === null ? null : now.iceRoundTrip * 1000,
    });
  }

  showStates(report) {
    const [transport] = statsOf(report, 'transport');
    const pair = selectedPair(report);
    const end = (id) => {
      const candidate = report.get(id);
      return candidate ? `${candidate.candidateType}/${candidate.protocol}` : '?';
    };
    const states = {
      connection: this.pc.connectionState,
      ICE: this.pc.iceConnectionState,
      DTLS: transport?.dtlsState,
      signaling: this.pc.signalingState,
      cipher: transport?.srtpCipher,
      path: pair && `${end(pair.localCandidateId)} – ${end(pair.remoteCandidateId)}`,
    };
    element('states').replaceChildren(
      ...Object.entries(states)
        .filter(([, value]) => value)
        .map(([name, value]) => {
          const entry = document.createElement('div');
          entry.append(
            Object.assign(document.createElement('dt'), { textContent: name }),
            Object.assign(document.createElement('dd'), { textContent: value }),
          );
          return entry;
        }),
    );
  }

  close() {
    clearInterval(this.timer);
  }
}

function factsOfVisitor(id) {
  return document.querySelector(`.visitor[data-stream="${CSS.escape(id)}"] .facts-line`);
}
