import type { WebClient } from '@slack/web-api';
import type { Database } from '../../store/database.ts';
import { findMessage } from '../../store/outbox.ts';
import { runKey } from './announce.ts';
import { troubleOf } from './troubles.ts';

/** Where a run's message stands, for those who are told elsewhere; `soon`: not there yet, and on its way. */
export async function permalink(
  { db, clientOf }: { db: Database; clientOf(workspaceId: string): Promise<WebClient | undefined> },
  workspaceId: string,
  run: number,
): Promise<{ url: string | null; soon: boolean }> {
  const message = await findMessage(db, workspaceId, runKey(run));
  if (!message?.channelId || message.ts === null) return { url: null, soon: message?.state === 'due' };
  try {
    const client = await clientOf(workspaceId);
    if (!client) return { url: null, soon: false };
    const { permalink: url = null } = await client.chat.getPermalink({
      channel: message.channelId,
      message_ts: message.ts,
    });
    return { url, soon: false };
  } catch (error) {
    const { kind } = troubleOf(error);
    return { url: null, soon: kind === 'later' || kind === 'unknown' };
  }
}
