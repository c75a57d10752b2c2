import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from '../../errors.ts';

/**
 * What comes of `work` in time; it goes on afterwards, and nobody waits for it. By the real clock: so does Slack wait.
 * @param ms at most
 * @param says the sentence for who waited
 * @throws TransientError when it takes longer
 */
export async function within<T>(ms: number, work: Promise<T>, says: string): Promise<T> {
  const patience = new AbortController();
  const late = sleep(ms, undefined, { signal: patience.signal }).then(() => {
    throw new TransientError(says);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    patience.abort();
  }
}
