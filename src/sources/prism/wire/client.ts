/**
 * The way to PRISM's two hosts: tokens from one, reading from the other (`data-host.ts`). Reads are repeated when the
 * moment was bad (PRISM reference D.7); refused credentials are not.
 */
import type { Readable } from 'node:stream';
import pRetry from 'p-retry';
import type { Clock } from '../../../clock.ts';
import { TransientError, UserError } from '../../../errors.ts';
import { parseExact } from '../../../exact-json.ts';
import { Http, type HttpAnswer, type HttpStream } from '../../../http.ts';
import { hiding, type Log, scrub } from '../../../log.ts';
import { refusal, said, transient, unexpected } from './answers.ts';
import { DataHost } from './data-host.ts';
import { AccessToken, type Credentials, rejected } from './token.ts';

export type Timeouts = { connectMs?: number; answerMs?: number };

export type ClientOptions = {
  credentials: Credentials;
  apiUrl: string;
  tokenUrl: string;
  scope: string;
  clock: Clock;
  log: Log;
  timeouts?: Timeouts | undefined;
};

/** 404: what was asked for is not there. */
export const ABSENT = Symbol('absent');
/** 200 without a body, or with `null`. */
export const NOTHING = Symbol('nothing');

const TRIES = 5;
const FIRST_WAIT_MS = 1_000;
/** A longer `Retry-After` is not sat out: the caller is told, and comes back. */
const LONGEST_WAIT_MS = 120_000;
const AT_ONCE = 2;
/** Five requests a second. */
const PACE_MS = 200;
const ERROR_BODY_BYTES = 64_000;

export class PrismClient {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #data: DataHost;
  readonly #identity: Http;
  readonly #token: AccessToken;
  #freeAt = 0;

  constructor({ credentials, apiUrl, tokenUrl, scope, clock, log, timeouts = {} }: ClientOptions) {
    this.#credentials = credentials;
    this.#clock = clock;
    this.#log = log;
    log.register(credentials.clientSecret);
    const limits = {
      laneWidth: AT_ONCE,
      ...(timeouts.connectMs === undefined ? {} : { connectTimeoutMs: timeouts.connectMs }),
      ...(timeouts.answerMs === undefined ? {} : { answerTimeoutMs: timeouts.answerMs }),
    };
    this.#data = new DataHost(apiUrl.replace(/\/+$/, ''), limits);
    const { href } = new URL(tokenUrl);
    this.#identity = new Http({ allows: url => url.href === href, ...limits }); // the one address that is posted to
    this.#token = new AccessToken(() => this.#askForToken(tokenUrl, scope), {
      ...{ clock, log, redact: this.redact },
    });
  }

  /** Foreign text without our secrets in it. */
  readonly redact = (text: string): string => {
    const hide = hiding([this.#credentials.clientSecret, this.#token.held ?? '']);
    return scrub(hide(text));
  };

  /**
   * The JSON at `path`, numbers as the text they were written in.
   * @param what completes "PRISM does not let this client read …"
   * @throws UserError `credentials-rejected`, `no-permission`, `unexpected-answer`
   * @throws TransientError after five tries
   */
  async read(path: string, what: string): Promise<unknown> {
    return this.#repeatedly(what, async () => {
      const answer = await this.#withToken(what, bearer =>
        this.#data.get(path, { ...bearer, accept: 'application/json' }),
      );
      this.#raise(answer, what);
      if (answer.status === 404) return ABSENT;
      return this.#parse(answer, what);
    });
  }

  /**
   * The file at `path` as it arrives; whoever asks reads or destroys it. Once it has begun it is not asked for again.
   * @throws as `read`
   */
  async open(path: string, what: string): Promise<Readable | typeof ABSENT> {
    return this.#repeatedly(what, async () => {
      const answer = await this.#withToken(what, bearer =>
        this.#data.stream(path, { ...bearer, accept: 'text/csv, */*;q=0.1' }),
      );
      if (answer.status === 200) return answer.body;
      const whole = { ...answer, body: await startOf(answer.body) };
      this.#raise(whole, what);
      if (whole.status === 404) return ABSENT;
      throw unexpected(whole, what, this.redact);
    });
  }

  /** The error for what must be there and is not. */
  absent(what: string): UserError {
    return refusal({ status: 404, headers: {}, body: '' }, what, this.redact);
  }

  async close(): Promise<void> {
    await Promise.all([this.#data.close(), this.#identity.close()]);
  }

  #parse(answer: HttpAnswer, what: string): unknown {
    const text = answer.body.replace(/^\uFEFF/, '').trim();
    if (text === '') return NOTHING;
    try {
      return parseExact(text) ?? NOTHING;
    } catch (cause) {
      throw unexpected(answer, what, this.redact, cause);
    }
  }

  /** Errors for every status but 200 and 404. */
  #raise(answer: HttpAnswer, what: string): void {
    if (answer.status === 200 || answer.status === 404) return;
    if (answer.status === 401) throw rejected(said(answer.body, this.redact));
    throw transient(answer, what, this.redact, this.#clock.now()) ?? refusal(answer, what, this.redact);
  }

  /** A refused token is renewed once, and the request repeated once. */
  async #withToken<Answer extends HttpAnswer | HttpStream>(
    what: string,
    ask: (bearer: { authorization: string }) => Promise<Answer>,
  ): Promise<Answer> {
    const send = async (token: string): Promise<Answer> => {
      await this.#pace();
      return ask({ authorization: `Bearer ${token}` });
    };
    const token = await this.#token.get();
    const answer = await send(token);
    if (answer.status !== 401) return answer;
    if (typeof answer.body !== 'string') answer.body.destroy();
    this.#log.info({ what }, 'PRISM refused the access token, another one is fetched');
    return send(await this.#token.get(token));
  }

  #askForToken(tokenUrl: string, scope: string): Promise<HttpAnswer> {
    return this.#identity.send({
      method: 'POST',
      url: tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: this.#credentials.clientId,
        client_secret: this.#credentials.clientSecret,
        scope,
      }).toString(),
    });
  }

  /** Up to five tries, waiting 1, 2, 4, 8 seconds and a little more, or as long as the other side wishes. */
  async #repeatedly<T>(what: string, work: () => Promise<T>): Promise<T> {
    return pRetry(work, {
      retries: TRIES - 1,
      minTimeout: 0, // the waiting is done below, on the clock
      shouldRetry: async ({ error, attemptNumber }) => {
        if (!(error instanceof TransientError)) return false;
        const wished = error.retryAfterMs ?? 0;
        if (wished > LONGEST_WAIT_MS) return false;
        const backOff = FIRST_WAIT_MS * 2 ** (attemptNumber - 1) * (1 + Math.random() / 4);
        const waitMs = Math.round(Math.max(wished, backOff));
        this.#log.info({ what, attemptNumber, waitMs, reason: error.message }, 'PRISM is asked again');
        await this.#clock.wait(waitMs);
        return true;
      },
    });
  }

  async #pace(): Promise<void> {
    const now = this.#clock.now().getTime();
    const at = Math.max(now, this.#freeAt);
    this.#freeAt = at + PACE_MS;
    if (at > now) await this.#clock.wait(at - now);
  }
}

/** `id` as one step of a path. @throws UserError for one that would lead elsewhere */
export function step(id: string): string {
  if (/^\.*$/.test(id)) {
    throw new UserError(`"${id}" is no id of PRISM.`, {
      code: 'unreadable-record',
      remedy: 'Choose the agreement or invoice anew.',
    });
  }
  return encodeURIComponent(id);
}

/** The beginning of an error's body; the rest is let go. */
async function startOf(body: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length >= ERROR_BODY_BYTES) break;
    }
  } catch {
    // the status is known, and that is what counts
  }
  return Buffer.concat(pieces).toString('utf8');
}
