const N = 624;
const M = 397;

/** The generator's whole state as plain data: the 624 words and which of them comes next. */
export interface Mt19937State {
  readonly words: Uint32Array;
  readonly next: number;
}

/**
 * Matsumoto and Nishimura's MT19937 seeded by init_genrand: the stream of numpy's legacy `np.random.seed(n); np.random.random()`
 * for any n of 32 bits. Words are twisted one at a time when they are asked for, so a short stream does not pay for a whole block.
 */
export class Mt19937 {
  private readonly words = new Uint32Array(N);
  private next = 0;

  /** Throws RangeError unless `seed` is a whole number of 0 to 2^32 - 1. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
      throw new RangeError(`seed: ${seed} is not a 32-bit whole number`);
    const words = this.words;
    words[0] = seed;
    for (let i = 1; i < N; i++) {
      const before = words[i - 1]! ^ (words[i - 1]! >>> 30);
      words[i] = Math.imul(1812433253, before) + i;
    }
  }

  /** 32 random bits, 0 to 2^32 - 1. */
  uint32(): number {
    const words = this.words;
    const i = this.next;
    const after = i + 1 === N ? 0 : i + 1;
    const y = (words[i]! & 0x80000000) | (words[after]! & 0x7fffffff);
    const twisted = words[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    words[i] = twisted;
    this.next = after;

    let out = twisted;
    out ^= out >>> 11;
    out ^= (out << 7) & 0x9d2c5680;
    out ^= (out << 15) & 0xefc60000;
    out ^= out >>> 18;
    return out >>> 0;
  }

  /** genrand_res53: uniform in [0, 1) with 53 bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  save(): Mt19937State {
    return { words: this.words.slice(), next: this.next };
  }

  restore(state: Mt19937State): void {
    this.words.set(state.words);
    this.next = state.next;
  }
}
