// SHA-256 (FIPS 180-4) that takes its input in pieces and can be asked in between; crypto.subtle wants it all at once.

const primes = [];
for (let n = 2; primes.length < 64; n++) {
  if (primes.every((p) => n % p !== 0)) {
    primes.push(n);
  }
}
const fraction = (x) => (x - Math.floor(x)) * 2 ** 32 | 0;
const START = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const K = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const W = new Int32Array(64);

export class Sha256 {
  constructor() {
    this.state = START.slice();
    this.block = new Uint8Array(64); // its first (length % 64) bytes are yet to be hashed
    this.length = 0;
  }

  update(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    const begun = this.length % 64;
    this.length += bytes.length;
    if (begun > 0) {
      at = Math.min(64 - begun, bytes.length);
      this.block.set(bytes.subarray(0, at), begun);
      if (begun + at < 64) {
        return;
      }
      compress(this.state, new DataView(this.block.buffer), 0);
    }
    for (; at + 64 <= bytes.length; at += 64) {
      compress(this.state, view, at);
    }
    this.block.set(bytes.subarray(at));
  }

  /** The hash of what was added until now, as hexadecimal digits. */
  soFar() {
    const begun = this.length % 64;
    const end = new Uint8Array(begun < 56 ? 64 : 128);
    end.set(this.block.subarray(0, begun));
    end[begun] = 0x80;
    const view = new DataView(end.buffer);
    view.setBigUint64(end.length - 8, BigInt(this.length) * 8n);
    const state = this.state.slice();
    for (let at = 0; at < end.length; at += 64) {
      compress(state, view, at);
    }
    return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** Adds the 64 bytes at an offset. */
function compress(state, view, at) {
  for (let i = 0; i < 16; i++) {
    W[i] = view.getInt32(at + 4 * i);
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15];
    const y = W[i - 2];
    const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
    const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
    W[i] = W[i - 16] + s0 + W[i - 7] + s1 | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i++) {
    const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
    const t1 = h + s1 + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    const t2 = s0 + (a & b ^ a & c ^ b & c) | 0;
    h = g;
    g = f;
    f = e;
    e = d + t1 | 0;
    d = c;
    c = b;
    b = a;
    a = t1 + t2 | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}
