/**
 * What `read` gives for each item, in their order; the next one is being read while the last is worked on. Whoever stops
 * early waits for what is still under way.
 */
export async function* oneAhead<Item, Result>(
  items: Iterable<Item>,
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let last: Promise<Result> | undefined;
  try {
    for (const item of items) {
      const next = read(item);
      // Its error is thrown when its turn comes.
      next.catch(() => {});
      const ready = last;
      last = next;
      if (ready !== undefined) yield await ready;
    }
    if (last !== undefined) yield await last;
  } finally {
    await last?.catch(() => {});
  }
}
