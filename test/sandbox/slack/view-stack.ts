/** The modals a member has open. Who may change them, and when, is the Web API's matter; here is only what happens. */
import type { ModalView } from '@slack/types';
import type { Book, OpenView } from './book.ts';
import { newHash, newId } from './ids.ts';
import { stateOf, withIds } from './inputs.ts';

export const STACK_LIMIT = 3;

export const stackOf = (book: Book, userId: string): OpenView[] => book.views.get(userId) ?? [];

/** A new stack in place of the one that may be open. */
export function openView(book: Book, who: { userId: string; teamId: string }, view: ModalView): OpenView {
  book.views.set(who.userId, []);
  return pushView(book, who, view);
}

/** On top of what is open. @throws RangeError when three are open already */
export function pushView(
  book: Book,
  { userId, teamId }: { userId: string; teamId: string },
  view: ModalView,
): OpenView {
  const stack = stackOf(book, userId);
  if (stack.length >= STACK_LIMIT) throw new RangeError('three views are open already');
  const id = newId('V');
  const blocks = withIds(view.blocks);
  const open: OpenView = {
    id,
    userId,
    teamId,
    hash: newHash(),
    rootId: stack[0]?.id ?? id,
    previousId: stack.at(-1)?.id ?? null,
    view: { ...view, blocks },
    state: stateOf(blocks),
  };
  book.views.set(userId, [...stack, open]);
  return open;
}

/** Other content in the same view, with a new hash. Inputs that kept both ids keep what was typed. */
export function replaceView(open: OpenView, view: ModalView): void {
  const blocks = withIds(view.blocks);
  open.state = stateOf(blocks, open.state);
  open.view = { ...view, blocks };
  open.hash = newHash();
}

/** The one on top goes, and the one below it shows. */
export function closeView(book: Book, userId: string): void {
  book.views.set(userId, stackOf(book, userId).slice(0, -1));
}

export function closeAllViews(book: Book, userId: string): void {
  book.views.delete(userId);
}

export const findView = (book: Book, fits: (open: OpenView) => boolean): OpenView | undefined =>
  [...book.views.values()].flat().find(fits);
