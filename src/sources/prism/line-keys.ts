import { hash } from 'node:crypto';
import type { LineContent } from './columns.ts';

/**
 * Line keys (PRISM reference D.5): invoice id, hash of what the row says, ordinal among rows that say the same. A file
 * read again gives the same keys, in whatever order its rows come; columns we do not use make no difference.
 */
export class LineKeys {
  readonly #invoiceId: string;
  readonly #seen = new Tally();
  readonly #lineIds = new Map<string, number>();

  constructor(invoiceId: string) {
    this.#invoiceId = invoiceId;
  }

  next(content: LineContent): string {
    const digest = hash('sha256', JSON.stringify(content), 'buffer');
    return `${this.#invoiceId}:${digest.toString('base64url', 0, 16)}:${this.#seen.add(digest)}`;
  }

  /** The earlier row with the same `LineId`, if there is one. */
  earlierRow(lineId: string, row: number): number | undefined {
    const before = this.#lineIds.get(lineId);
    if (before === undefined) this.#lineIds.set(lineId, row);
    return before;
  }
}

/**
 * How often each digest was added, in twelve bytes a place: a million rows must fit beside other work. It knows 53 bits
 * of a digest; should two rows ever share them, their keys still differ in the rest of it.
 */
class Tally {
  #hashes = new Float64Array(1 << 10);
  #counts = new Uint32Array(1 << 10);
  #size = 0;

  add(digest: Buffer): number {
    if (this.#size * 2 >= this.#hashes.length) this.#grow();
    const short = digest.readUInt32BE(0) * 2 ** 21 + (digest.readUInt32BE(4) >>> 11);
    const at = this.#placeOf(short);
    if (this.#counts[at] === 0) this.#size += 1;
    this.#hashes[at] = short;
    this.#counts[at]! += 1;
    return this.#counts[at]!;
  }

  /** Where `short` stands, or the free place where it would. */
  #placeOf(short: number): number {
    const length = this.#hashes.length;
    let at = short % length;
    while (this.#counts[at] !== 0 && this.#hashes[at] !== short) at = (at + 1) % length;
    return at;
  }

  #grow(): void {
    const [hashes, counts] = [this.#hashes, this.#counts];
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#counts = new Uint32Array(counts.length * 2);
    for (const [from, count] of counts.entries()) {
      if (count === 0) continue;
      const at = this.#placeOf(hashes[from]!);
      this.#hashes[at] = hashes[from]!;
      this.#counts[at] = count;
    }
  }
}
