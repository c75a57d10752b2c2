import { z } from 'zod';
import { fill, pageView } from '../answers.ts';
import { readPageState } from '../page-state.ts';
import { pages } from '../pages/index.ts';
import { serialize } from '../ui/parts/pages.ts';
import type { Visit } from '../visit.ts';

/** The page in a modal that the one at hand was opened from. */
export const comesFrom = z.strictObject({ viewId: z.string().max(100), page: z.string().max(1_500) });
export type ComesFrom = z.infer<typeof comesFrom>;

/** @returns undefined when it was not opened from a page */
export function fromPage({ place }: Visit): ComesFrom | undefined {
  if (place.kind !== 'modal' || place.callbackId !== 'page' || place.metadata === '') return undefined;
  return { viewId: place.viewId, page: serialize(readPageState(place.metadata)) };
}

/** Shows that page as things are now, though something else lies on top of it. */
export async function refreshList(visit: Visit, from: ComesFrom | undefined): Promise<void> {
  if (!from) return;
  const state = readPageState(from.page);
  await fill(visit, { id: from.viewId, hash: undefined }, pages[state.page].title, () =>
    pageView(visit, state),
  );
}
