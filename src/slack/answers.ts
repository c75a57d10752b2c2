/** How people are answered: a word only to them, a modal, a page. */
import { randomUUID } from 'node:crypto';
import type { ModalView } from '@slack/types';
import { StaleError, TransientError, UserError } from '../errors.ts';
import { PAGE_VIEW } from './ids.ts';
import { pages } from './pages/index.ts';
import { modal, section } from './ui/parts/blocks.ts';
import { type Notice, noticeBlocks } from './ui/parts/notice.ts';
import { type PageState, type Screen, serialize } from './ui/parts/pages.ts';
import { safe } from './ui/parts/text.ts';
import { may, type Role, type Visit } from './visit.ts';

/** A word to the person alone: under the command or message, else in a modal. */
export async function say(visit: Visit, notice: Notice): Promise<void> {
  await show(visit, { title: 'PRISM Bot', blocks: noticeBlocks(notice), text: notice.says });
}

/** Shows something to the person alone, where they are. */
export async function show(visit: Visit, screen: Screen): Promise<void> {
  const { place } = visit;
  if (place.kind === 'command' || place.kind === 'message') return respond(visit, screen, false);
  await openModal(visit, screen.title, async () => modal(PAGE_VIEW, screen.title, screen.blocks));
}

/** Answers under the command or message; `replace` puts it in the place of the answer the button was on. */
async function respond(visit: Visit, { title, blocks, text }: Screen, replace: boolean): Promise<void> {
  // Names in it may look like mentions.
  if (await visit.respond({ text: safe(text), blocks, replace })) return;
  visit.log.warn(
    { reference: visit.reference, title },
    'an answer could not be shown: its address was used up',
  );
}

/**
 * Opens a modal at once, because Slack gives three seconds, and fills it when `build` is done. Within a modal the new
 * one lies on top. What `build` throws is shown in its place.
 */
export async function openModal(visit: Visit, title: string, build: () => Promise<ModalView>): Promise<void> {
  const { client, triggerId, place } = visit;
  if (triggerId === null) throw new StaleError('Slack gave no leave to open a window here.');
  const ask = { trigger_id: triggerId, view: loading(title) };
  const opened = await (place.kind === 'modal' ? client.views.push(ask) : client.views.open(ask));
  const id = opened.view?.id;
  if (id) await fill(visit, { id, hash: opened.view?.hash }, title, build);
}

/** Replaces the modal the person is in. What changed it meanwhile wins. */
export async function replaceModal(
  visit: Visit,
  title: string,
  build: () => Promise<ModalView>,
): Promise<void> {
  const { place } = visit;
  if (place.kind !== 'modal') return openModal(visit, title, build);
  await fill(visit, { id: place.viewId, hash: place.hash }, title, build);
}

/** Fills a view that shows that something is being waited for. */
export async function fill(
  visit: Visit,
  view: { id: string; hash: string | undefined },
  title: string,
  build: () => Promise<ModalView>,
): Promise<void> {
  const built = await build().catch(error => problemView(visit, title, error));
  try {
    await visit.client.views.update({
      view_id: view.id,
      view: built,
      ...(view.hash === undefined ? {} : { hash: view.hash }),
    });
  } catch (error) {
    // Closed, or filled by somebody else: there is nothing to show it in.
    const word = (error as { data?: { error?: string } }).data?.error;
    if (word !== 'not_found' && word !== 'hash_conflict') throw error;
    visit.log.debug({ word, reference: visit.reference }, 'a window was gone before it could be filled');
  }
}

export const loading = (title: string, says = 'One moment…'): ModalView =>
  modal(PAGE_VIEW, title, [section(`:hourglass_flowing_sand: ${says}`)]);

export type How = 'here' | 'modal' | 'replace';

/** Shows a page: as an answer here, in a modal of its own, or in place of what the button was on. */
export async function showPage(visit: Visit, state: PageState, how: How = 'here'): Promise<void> {
  const { who, title, render } = pages[state.page];
  if (who !== 'anyone' && !may(visit.role, who)) throw refusal(who);
  const asModal = () => pageView(visit, state);
  const { place } = visit;
  if (how === 'replace' && place.kind === 'modal') return replaceModal(visit, title, asModal);
  const here = place.kind === 'command' || (place.kind === 'message' && place.ephemeral && how === 'replace');
  if (how === 'modal' || !here) return openModal(visit, title, asModal);
  await respond(visit, await render(visit, state), how === 'replace');
}

/** A page as a modal. Slack asks for a submit button where something can be typed: here it narrows the page down. */
export async function pageView(visit: Visit, state: PageState): Promise<ModalView> {
  const { title, blocks } = await pages[state.page].render(visit, state);
  const typed = blocks.some(({ type }) => type === 'input');
  return modal(PAGE_VIEW, title, blocks, {
    metadata: serialize(state),
    ...(typed ? { submit: 'Filter' } : {}),
  });
}

const ALLOWED: Record<Role, string> = {
  admin: 'admins',
  operator: 'operators and admins',
  viewer: 'viewers, operators and admins',
};

export const refusal = (who: Role): UserError =>
  new UserError(`Only ${ALLOWED[who]} may do that here.`, {
    code: 'not-allowed',
    remedy: 'An admin can name you with /prism people.',
  });

/** What went wrong, in words for people, and in the log under the reference. */
export function noticeOf({ log, reference }: Pick<Visit, 'log' | 'reference'>, error: unknown): Notice {
  if (error instanceof UserError) {
    log.info({ err: error, reference }, 'refused');
    return {
      says: error.message,
      remedy: error.remedy,
      words: error.words ?? null,
      reference,
      kind: 'problem',
    };
  }
  if (error instanceof StaleError) {
    log.info({ err: error, reference }, 'looked at something that is not so any more');
    return {
      says: error.message,
      remedy: 'Look again: it changed in the meantime.',
      reference,
      kind: 'problem',
    };
  }
  if (error instanceof TransientError) {
    log.warn({ err: error, reference }, 'no answer');
    return { says: error.message, remedy: 'Try again in a moment.', reference, kind: 'problem' };
  }
  log.error({ err: error, reference }, 'unexpected');
  return {
    says: 'An unexpected error occurred',
    remedy: 'Try again; if it happens again, give your administrator the reference.',
    reference,
    kind: 'problem',
  };
}

export const problemView = (visit: Visit, title: string, error: unknown): ModalView =>
  modal(PAGE_VIEW, title, noticeBlocks(noticeOf(visit, error)));

/** Short enough to be read aloud. */
export const newReference = (): string => randomUUID().slice(0, 8);
