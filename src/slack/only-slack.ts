import type { Log } from '../log.ts';

/** Where Slack itself has answers sent to. */
const HOOKS = new Set(['https://hooks.slack.com', 'https://hooks.slack-gov.com']);

/** An answer that takes longer than this comes too late for whoever waits. */
const PATIENCE_MS = 10_000;

/**
 * What Slack's library reaches outside with. The address of an answer stands in the request it answers: only Slack's own
 * are written to, and never along a redirect.
 * @param apiUrl as configured: its host is Slack
 */
export function onlySlack(apiUrl: string, log: Log): typeof globalThis.fetch {
  const { fetch: send } = globalThis;
  const allowed = new Set([...HOOKS, new URL(apiUrl).origin]);
  return async (address, init = {}) => {
    const url = new URL(address instanceof Request ? address.url : address);
    if (!allowed.has(url.origin) || url.username !== '' || url.password !== '') {
      log.warn({ host: url.host }, 'an answer was not sent: its address is not one of Slack’s');
      throw new Error(`${url.host} is not Slack.`);
    }
    return send(address, { signal: AbortSignal.timeout(PATIENCE_MS), ...init, redirect: 'error' });
  };
}
