import type { WebClient } from '@slack/web-api';
import type { DueMessage } from '../../store/outbox-queue.ts';

/** Each of our messages carries its key under this name. */
export const MESSAGE_EVENT = 'prism_bot_message';

const PAGE = 200;
const MOST_PAGES = 5;

/** The message by the key it carries; null when it is not there, too far up, or may not be looked for. */
export async function findPosted(
  client: WebClient,
  channel: string,
  { key, parent }: DueMessage,
): Promise<string | null> {
  const ask = { channel, limit: PAGE, include_all_metadata: true };
  try {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const here = { ...ask, ...(cursor ? { cursor } : {}) };
      const answer = parent
        ? await client.conversations.replies({ ...here, ts: parent.ts })
        : await client.conversations.history(here);
      const mine = answer.messages?.find(
        ({ metadata }) =>
          metadata?.event_type === MESSAGE_EVENT &&
          (metadata.event_payload as { key?: string } | undefined)?.key === key,
      );
      if (mine?.ts) return mine.ts;
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) return null;
    }
    return null;
  } catch {
    // Without leave to read, `client_msg_id` is what keeps Slack from showing it twice.
    return null;
  }
}
