/** Slack's own requests to the app: signed as Slack signs them, or wrongly on purpose. */
import { createHmac } from 'node:crypto';

export type Sent = {
  /** 0: no answer, because none came in time or nobody listens. */
  status: number;
  /** The answer's JSON, or its text where it is none; null when it is empty. */
  body: unknown;
  /** Milliseconds until the answer. */
  ms: number;
};

/** A request as it goes over the wire; sent again, it is a replay byte for byte. */
export type Letter = { url: string; body: string; headers: Record<string, string> };

export type Signing = {
  secret: string;
  /** Seconds by which the stamp is off; negative: in the past. */
  skew?: number;
  /** Signed with another secret, or not signed at all. */
  fault?: 'forged' | 'unsigned';
};

/** Slack waits this long for an answer. */
export const DEADLINE_MS = 3_000;

const FORM = 'application/x-www-form-urlencoded';

/** @param url where the app listens, without a path */
export const form = (url: string, fields: Record<string, string>, signing: Signing): Letter =>
  letter(url, new URLSearchParams(fields).toString(), FORM, signing);

/** What interactivity and selects send: JSON in a form's field. */
export const payload = (url: string, body: object, signing: Signing): Letter =>
  form(url, { payload: JSON.stringify(body) }, signing);

/** What the Events API sends. */
export const json = (url: string, body: object, signing: Signing): Letter =>
  letter(url, JSON.stringify(body), 'application/json', signing);

function letter(url: string, body: string, type: string, { secret, skew = 0, fault }: Signing): Letter {
  // By the real clock: Bolt knows no other.
  const stamp = String(Math.floor(Date.now() / 1000) + skew);
  const key = fault === 'forged' ? `${secret}?` : secret;
  const signature = `v0=${createHmac('sha256', key).update(`v0:${stamp}:${body}`).digest('hex')}`;
  const signed = { 'x-slack-request-timestamp': stamp, 'x-slack-signature': signature };
  return {
    url: `${url}/slack/events`,
    body,
    headers: { 'content-type': type, ...(fault === 'unsigned' ? {} : signed) },
  };
}

/** Sends it and waits no longer than Slack does. */
export async function send({ url, body, headers }: Letter): Promise<Sent> {
  const started = performance.now();
  const took = (): number => performance.now() - started;
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const answer = await fetch(url, { method: 'POST', body, headers, signal });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return { status: answer.status, body: text === '' ? null : isJson ? JSON.parse(text) : text, ms: took() };
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    return { status: 0, body: null, ms: took() };
  }
}
