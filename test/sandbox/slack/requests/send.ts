/** Slack's own requests to the app: signed as Slack signs them, or wrongly on purpose. */
import { createHmac } from 'node:crypto';

export type Sent = {
  /** 0: no answer in time. */
  status: number;
  /** The answer's JSON; null where there is none. */
  body: unknown;
  /** Milliseconds until the answer. */
  ms: number;
};

/** A request as it goes over the wire, kept so that it can be sent again byte for byte. */
export type Letter = { url: string; body: string; headers: Record<string, string> };

export type Signing = {
  secret: string;
  /** Seconds by which the stamp is off; negative: in the past. */
  skew?: number;
  /** Signed with another secret. */
  forged?: boolean;
};

/** Slack waits this long for an answer. */
export const DEADLINE_MS = 3_000;

const FORM = 'application/x-www-form-urlencoded';

export const form = (url: string, fields: Record<string, string>, signing: Signing): Letter =>
  letter(url, new URLSearchParams(fields).toString(), FORM, signing);

/** What interactivity and selects send: JSON in a form's field. */
export const payload = (url: string, body: object, signing: Signing): Letter =>
  form(url, { payload: JSON.stringify(body) }, signing);

export const json = (url: string, body: object, signing: Signing): Letter =>
  letter(url, JSON.stringify(body), 'application/json', signing);

function letter(
  url: string,
  body: string,
  type: string,
  { secret, skew = 0, forged = false }: Signing,
): Letter {
  // By the real clock: Bolt knows no other.
  const stamp = String(Math.floor(Date.now() / 1000) + skew);
  const key = forged ? `${secret}?` : secret;
  const signature = `v0=${createHmac('sha256', key).update(`v0:${stamp}:${body}`).digest('hex')}`;
  return {
    url: `${url}/slack/events`,
    body,
    headers: { 'content-type': type, 'x-slack-request-timestamp': stamp, 'x-slack-signature': signature },
  };
}

export async function send({ url, body, headers }: Letter): Promise<Sent> {
  const started = performance.now();
  const took = (): number => performance.now() - started;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return { status: answer.status, body: isJson && text ? JSON.parse(text) : null, ms: took() };
  } catch {
    return { status: 0, body: null, ms: took() };
  }
}
