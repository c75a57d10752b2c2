import pLimit from 'p-limit';

/**
 * Does `step` for each, a few at a time. The first error lets what is under way end and keeps the rest from beginning:
 * after a refused login not one more request may go out.
 */
export async function eachUntilError<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  step: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const limit = pLimit(atOnce);
  let failed = false;
  const settled = await Promise.allSettled(
    items.map(item =>
      limit(async () => {
        if (failed) throw new NotBegun();
        try {
          return await step(item);
        } catch (error) {
          failed = true;
          throw error;
        }
      }),
    ),
  );
  const error = settled.find(one => one.status === 'rejected' && !(one.reason instanceof NotBegun));
  if (error?.status === 'rejected') throw error.reason;
  return settled.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
}

class NotBegun extends Error {
  override readonly name = 'NotBegun';
}
