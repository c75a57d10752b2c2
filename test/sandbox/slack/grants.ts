/** What a click or a command hands to the app: a trigger_id to open a view with, and a response_url to answer at. */
import type { Book, ResponseUrl, Trigger } from './book.ts';
import { newId, randomName } from './ids.ts';

export const TRIGGER_LIFE_MS = 3_000;
export const RESPONSE_URL_LIFE_MS = 30 * 60_000;
export const RESPONSE_URL_USES = 5;

/** The trigger_id of an action that the member takes now. It opens one view, within 3 s by the book's clock. */
export function giveTrigger(book: Book, { userId, teamId }: { userId: string; teamId: string }): string {
  const id = `${newId('')}.${teamId}.${randomName()}`;
  const trigger: Trigger = { id, userId, teamId, madeAt: book.clock.now().getTime(), used: false };
  book.triggers.set(id, trigger);
  return id;
}

/**
 * The full address at which the app may answer five times in 30 minutes by the book's clock.
 * @param at the sandbox, for its book and its address
 * @param messageTs the message that was clicked, which the answer may replace or delete; null for a command
 */
export function giveResponseUrl(
  { book, responsesUrl }: { book: Book; responsesUrl: string },
  { channelId, userId, messageTs = null }: { channelId: string; userId: string; messageTs?: string | null },
): string {
  const path = `${userId}/${newId('')}/${randomName()}`;
  const given: ResponseUrl = {
    path,
    channelId,
    userId,
    messageTs,
    madeAt: book.clock.now().getTime(),
    uses: 0,
  };
  book.responseUrls.set(path, given);
  return `${responsesUrl}${path}`;
}
