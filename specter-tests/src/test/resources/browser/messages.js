// The messages of the data channel tests: made from a seed, so that both ends know them.
// dev.specter.tests.browser.MessageSequence makes the same ones in Java.

const ALPHABET = [...'abcdefghijklmnopqrstuvwx', 'é', 'ß', 'λ', '中', '文', '😀', '🚀', ' '];
const ENCODER = new TextEncoder();
const ALPHABET_BYTES = ALPHABET.map((c) => ENCODER.encode(c).length);

export class MessageSequence {
  constructor(seed) {
    this.seed = seed;
  }

  /** Message i: a string where i is odd, else an Uint8Array. */
  message(i) {
    const random = new XorShift(this.seed, i);
    const sizeBytes = size(i, random);
    return i % 2 === 1 ? text(random, sizeBytes) : bytes(random, sizeBytes);
  }

  /** Why `data` is not message i; empty where it is. */
  difference(i, data) {
    const expected = this.message(i);
    if (typeof expected === 'string') {
      if (typeof data !== 'string') {
        return 'expected text, got binary';
      }
      return data === expected ? '' : `expected ${expected.length} characters, got ${data.length}, or others`;
    }
    if (!(data instanceof ArrayBuffer)) {
      return 'expected binary, got text';
    }
    const actual = new Uint8Array(data);
    if (actual.length !== expected.length) {
      return `expected ${expected.length} bytes, got ${actual.length}`;
    }
    const at = actual.findIndex((b, j) => b !== expected[j]);
    return at < 0 ? '' : `differs at byte ${at}`;
  }
}

function size(i, random) {
  if (i % 100 === 50 || i % 100 === 99) {
    return 204800;
  }
  if (i % 25 === 7) {
    return 65536;
  }
  if (i % 10 === 3) {
    return 5000;
  }
  if (i % 20 === 0 || i % 20 === 5) {
    return 0;
  }
  return random.next() & 1023;
}

function bytes(random, sizeBytes) {
  const result = new Uint8Array(sizeBytes);
  for (let i = 0; i < sizeBytes; i++) {
    result[i] = random.next();
  }
  return result;
}

function text(random, sizeBytes) {
  const parts = [];
  for (let room = sizeBytes; room > 0; ) {
    let index = random.next() & 31;
    if (ALPHABET_BYTES[index] > room) {
      index = 0;
    }
    parts.push(ALPHABET[index]);
    room -= ALPHABET_BYTES[index];
  }
  return parts.join('');
}

class XorShift {
  constructor(seed, i) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b)) | 0 || 1;
  }

  next() {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x;
  }
}
