import { openAsBlob } from 'node:fs';

/** Where Slack itself has files sent to. */
const FILES: readonly string[] = ['https://files.slack.com', 'https://files.slack-gov.com'];

/** A large file over a slow line takes a while. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Sends a file to the address that Slack gave for it, read from the disk as it goes, without a token.
 * @param apiUrl as configured: its host is Slack too
 * @throws Error when the address is not Slack's, or the file was not taken
 */
export async function postFile(apiUrl: string, address: string, path: string): Promise<void> {
  const { fetch: send } = globalThis;
  const { origin, host } = new URL(address);
  if (![...FILES, new URL(apiUrl).origin].includes(origin)) throw new Error(`${host} is not Slack.`);
  const answer = await send(address, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: await openAsBlob(path),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`Slack did not take the file: status ${answer.status}.`);
}
