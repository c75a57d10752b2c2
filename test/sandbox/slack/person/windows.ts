/** Submitting and closing modals, and what the acknowledgement does to them. */
import type { ModalView } from '@slack/types';
import type { OpenView } from '../book.ts';
import { checkAck } from '../gate/check.ts';
import * as bodies from '../requests/bodies.ts';
import type { Sent } from '../requests/send.ts';
import { closeAllViews, closeView, pushView, replaceView } from '../view-stack.ts';
import { fieldErrors } from './checks.ts';
import type { Line } from './line.ts';

/** What the modal's own two buttons are called; Slack calls the one that closes `Cancel` unless the app does. */
export function buttonsOf({ view }: OpenView): { submit: string | undefined; close: string } {
  if (view.type !== 'modal') return { submit: undefined, close: 'Cancel' };
  return { submit: view.submit?.text, close: view.close?.text ?? 'Cancel' };
}

/** Nothing is sent while Slack's client finds fault with a field. */
export async function submit(
  line: Line,
  open: OpenView,
  { twice = false }: { twice?: boolean },
): Promise<void> {
  const { sight } = line;
  line.note(`submits [${buttonsOf(open).submit}]${twice ? ' twice' : ''}`);
  const errors = fieldErrors(open);
  sight.errors.set(open.id, errors);
  if (Object.keys(errors).length > 0) return;
  const once = async (): Promise<void> => {
    const what = `submit ${open.view.callback_id ?? ''}`;
    const sent = await line.interact('window', what, bodies.viewSubmission(sight, open));
    line.judge('window', what, checkAck(sent.body, open.view), sent);
    follow(line, open, sent);
  };
  await Promise.all(twice ? [once(), once()] : [once()]);
}

function follow({ sight }: Line, open: OpenView, { body }: Sent): void {
  const { slack, member, stack, top, errors } = sight;
  // Another answer may have closed it.
  if (!stack.includes(open)) return;
  const ack = (body ?? {}) as {
    response_action?: 'errors' | 'update' | 'push' | 'clear';
    errors?: Record<string, string>;
    view?: ModalView;
  };
  switch (ack.response_action) {
    case 'errors':
      errors.set(open.id, { ...ack.errors });
      return;
    case 'update':
      if (ack.view) replaceView(open, ack.view);
      return;
    case 'push':
      if (ack.view) pushView(slack.book, open, ack.view);
      return;
    case 'clear':
      closeAllViews(slack.book, member.id);
      return;
    case undefined:
      if (top === open) closeView(slack.book, member.id);
  }
}

/** @param all also what lies below; a view may want that in any case */
export async function close(line: Line, top: OpenView, all: boolean): Promise<void> {
  const { sight } = line;
  const isCleared = all || (top.view.type === 'modal' && top.view.clear_on_close === true);
  line.note(isCleared ? 'closes all windows' : 'closes the window');
  const gone = isCleared ? sight.stack.toReversed() : [top];
  if (isCleared) closeAllViews(sight.slack.book, sight.member.id);
  else closeView(sight.slack.book, sight.member.id);
  for (const open of gone) {
    if (open.view.type !== 'modal' || !open.view.notify_on_close) continue;
    await line.interact('window', 'close', bodies.viewClosed(sight, open, isCleared));
  }
}
