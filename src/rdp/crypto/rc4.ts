/** The RC4 stream cipher. One object is one direction of one stream; its state advances with every byte. */
export class Rc4 {
  readonly #s = new Uint8Array(256);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    const s = this.#s;
    for (let i = 0; i < 256; i++) s[i] = i;
    for (let i = 0, j = 0; i < 256; i++) {
      j = (j + s[i] + key[i % key.length]) & 0xff;
      [s[i], s[j]] = [s[j], s[i]];
    }
  }

  update(data: Uint8Array): Uint8Array {
    const s = this.#s;
    const out = new Uint8Array(data.length);
    let i = this.#i;
    let j = this.#j;
    for (let n = 0; n < data.length; n++) {
      i = (i + 1) & 0xff;
      const a = s[i];
      j = (j + a) & 0xff;
      const b = s[j];
      s[i] = b;
      s[j] = a;
      out[n] = data[n] ^ s[(a + b) & 0xff];
    }
    this.#i = i;
    this.#j = j;
    return out;
  }
}

/** One message under a key of its own. */
export const rc4 = (key: Uint8Array, data: Uint8Array): Uint8Array => new Rc4(key).update(data);
