import type { LimitFunction } from 'p-limit';

/** Waits until it is one's turn to write, and writes. */
export type Turn = <Result>(write: () => Promise<Result>) => Promise<Result>;

/**
 * Does `step` for each; what of it writes goes through the gate, in order. The first error lets what is under way end
 * and keeps the rest from beginning: after a refused login not one more request may go out.
 */
export async function eachUntilError<Item, Result>(
  items: readonly Item[],
  gate: LimitFunction,
  step: (item: Item, turn: Turn) => Promise<Result>,
): Promise<Result[]> {
  let failed = false;
  const unlessFailed = async <Part>(part: () => Promise<Part>): Promise<Part> => {
    if (failed) throw new NotBegun();
    try {
      return await part();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const turn: Turn = write => gate(() => unlessFailed(write));
  const settled = await Promise.allSettled(items.map(item => unlessFailed(() => step(item, turn))));
  const error = settled.find(one => one.status === 'rejected' && !(one.reason instanceof NotBegun));
  if (error?.status === 'rejected') throw error.reason;
  return settled.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
}

class NotBegun extends Error {
  override readonly name = 'NotBegun';
}
