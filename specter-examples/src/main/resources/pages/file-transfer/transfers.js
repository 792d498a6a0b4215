// The page's ends of a transfer; Transfer.java says what is said. What is yet to be done, and a part that has come, outlive
// the connection: run() is called again, with a channel of the next one, until it tells that the transfer is over.

import { Sha256 } from './sha256.js';

const MESSAGE_BYTES = 64 * 1024; // larger ones some receivers do not take
const READ_BYTES = 1 << 20;
const LOW_BYTES = 1 << 20;
const HIGH_BYTES = 4 << 20;
const PART_BYTES = 4 << 20;

class Transfer {
  constructor(name, size) {
    Object.assign(this, { name, size, bytes: 0, resumedAt: 0, state: 'waiting', sha256: '', error: '' });
    this.onchange = () => {};
  }

  get isOver() {
    return this.state === 'done' || this.state === 'failed';
  }

  show(changes) {
    Object.assign(this, changes);
    this.onchange(this);
  }

  /** Goes on over a channel until that closes. */
  run(channel) {
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = LOW_BYTES;
    return new Promise((resolve) => {
      let turn = Promise.resolve(); // a message waits until the one before it has been dealt with
      const fail = (error) => {
        if (!this.isOver && channel.readyState === 'open') {
          channel.send(JSON.stringify({ error: error.message }));
          this.show({ state: 'failed', error: error.message });
        }
        channel.close();
      };
      channel.onopen = () => this.begin((message) => channel.send(JSON.stringify(message)));
      channel.onmessage = ({ data }) => {
        if (typeof data === 'string') {
          turn = turn.then(() => this.take(JSON.parse(data), channel)).catch(fail);
        } else {
          try {
            this.takeBytes(new Uint8Array(data));
          } catch (error) {
            fail(error);
          }
        }
      };
      channel.onclose = () => turn.then(resolve);
    });
  }

  async take(message, channel) {
    if (message.error) {
      this.show({ state: 'failed', error: message.error });
      channel.close();
    } else {
      await this.handle(message, channel);
    }
  }
}

/** A file that the page sends. */
export class Outgoing extends Transfer {
  constructor(file) {
    super(file.name, file.size);
    this.file = file;
    this.verb = 'to Java';
  }

  begin(say) {
    say({ name: this.name, size: this.size });
  }

  takeBytes() {
    throw new Error('these were not asked for');
  }

  async handle(message, channel) {
    if (message.done) {
      this.show({ state: 'done', sha256: this.sent });
      channel.close();
    } else if (message.have !== undefined) {
      await this.send(message, channel);
    }
  }

  async send({ have, sha256 }, channel) {
    let hash = new Sha256();
    await this.read(0, have, (piece) => hash.update(piece));
    const from = hash.soFar() === sha256 ? have : 0;
    if (from === 0) {
      hash = new Sha256();
    }
    channel.send(JSON.stringify({ from }));
    this.show({ bytes: from, resumedAt: from, state: 'running' });
    await this.read(from, this.size, async (piece, end) => {
      hash.update(piece);
      await room(channel);
      channel.send(piece); // throws if it has closed meanwhile
      this.show({ bytes: end });
    });
    this.sent = hash.soFar();
    channel.send(JSON.stringify({ sha256: this.sent }));
  }

  /** Reads a range of the file, in pieces that fit into a message. */
  async read(from, to, each) {
    for (let at = from; at < to; at += READ_BYTES) {
      const bytes = new Uint8Array(await this.file.slice(at, Math.min(at + READ_BYTES, to)).arrayBuffer());
      for (let i = 0; i < bytes.length; i += MESSAGE_BYTES) {
        const piece = bytes.subarray(i, i + MESSAGE_BYTES);
        await each(piece, at + i + piece.length);
      }
    }
  }
}

/** Waits until less is buffered than too much, or the channel closes. */
async function room(channel) {
  if (channel.bufferedAmount < HIGH_BYTES) {
    return;
  }
  await new Promise((resolve) => {
    channel.addEventListener('bufferedamountlow', resolve, { once: true });
    channel.addEventListener('close', resolve, { once: true });
  });
}

/**
 * A file that the page fetches. Its bytes become Blobs of some megabytes, which browsers may keep on the disk, and at last
 * one Blob of them all.
 */
export class Incoming extends Transfer {
  constructor(name) {
    super(name, 0);
    this.verb = 'from Java';
    this.forget();
  }

  forget() {
    this.hash = new Sha256();
    this.blobs = [];
    this.pieces = []; // not in a Blob yet
    this.piecesBytes = 0;
    this.bytes = 0;
  }

  begin(say) {
    this.expects = 'offer';
    say({ get: this.name });
  }

  handle(message, channel) {
    if (message.size !== undefined && this.expects === 'offer') {
      if (this.bytes > message.size) {
        this.forget();
      }
      this.expects = 'from';
      this.show({ size: message.size });
      channel.send(JSON.stringify({ have: this.bytes, sha256: this.hash.soFar() }));
    } else if (message.from !== undefined && this.expects === 'from') {
      if (message.from === 0) {
        this.forget();
      }
      this.expects = 'bytes';
      this.show({ resumedAt: this.bytes, state: 'running' });
    } else if (message.sha256 && this.expects === 'bytes') {
      this.finish(message.sha256, channel);
    } else {
      throw new Error('out of turn');
    }
  }

  takeBytes(bytes) {
    if (this.bytes + bytes.length > this.size) {
      throw new Error('more bytes than announced');
    }
    this.hash.update(bytes);
    this.pieces.push(bytes);
    this.piecesBytes += bytes.length;
    if (this.piecesBytes >= PART_BYTES) {
      this.seal();
    }
    this.show({ bytes: this.bytes + bytes.length });
  }

  seal() {
    this.blobs.push(new Blob(this.pieces));
    this.pieces = [];
    this.piecesBytes = 0;
  }

  finish(sha256, channel) {
    if (this.bytes !== this.size || this.hash.soFar() !== sha256) {
      this.forget();
      throw new Error('the checksums differ');
    }
    this.seal();
    this.show({ state: 'done', sha256, url: URL.createObjectURL(new Blob(this.blobs)) });
    this.forget();
    this.bytes = this.size;
    channel.send(JSON.stringify({ done: true }));
    channel.close();
  }
}
