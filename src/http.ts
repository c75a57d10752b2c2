/**
 * The only door to the outside. One connection pool a host, time limits on every wait, no redirect followed, no host
 * spoken to that was not allowed, and never a repeat: whoever calls knows whether repeating is safe, this file does not.
 */
import type { Readable } from 'node:stream';
import pLimit, { type LimitFunction } from 'p-limit';
import { Agent, request } from 'undici';
import { TransientError, UserError } from './errors.ts';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Requests of one lane wait for each other: at most `laneWidth` of a lane are under way at once. */
  lane?: string;
  signal?: AbortSignal;
};

/** Header names in lower case. */
export type HttpAnswer = { status: number; headers: Record<string, string>; body: string };
export type HttpStream = { status: number; headers: Record<string, string>; body: Readable };

/**
 * No answer. `unsent`: nothing can have happened at the other side. `lost`: it may have. `slow`: it may have, or may
 * still be happening.
 */
export class NoAnswer extends TransientError {
  readonly how: 'unsent' | 'lost' | 'slow';

  constructor(how: NoAnswer['how'], host: string, cause: unknown) {
    const sentence = {
      unsent: `${host} could not be reached`,
      lost: `The connection to ${host} broke before it answered`,
      slow: `${host} did not answer in time`,
    }[how];
    super(sentence, { cause });
    this.how = how;
  }
}

export type HttpOptions = {
  /** Who may be spoken to; anything else is refused before a byte is sent. */
  allows: (url: URL) => boolean;
  laneWidth?: number;
  connectTimeoutMs?: number;
  /** Between the end of the request and the first byte of the answer, and between any two pieces of it. */
  answerTimeoutMs?: number;
};

export class Http {
  readonly #allows: (url: URL) => boolean;
  readonly #laneWidth: number;
  readonly #lanes = new Map<string, LimitFunction>();
  readonly #agent: Agent;

  constructor({ allows, laneWidth = 3, connectTimeoutMs = 10_000, answerTimeoutMs = 60_000 }: HttpOptions) {
    this.#allows = allows;
    this.#laneWidth = laneWidth;
    this.#agent = new Agent({
      connect: { timeout: connectTimeoutMs },
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
    });
  }

  /**
   * The whole answer, whatever its status.
   * @throws NoAnswer
   * @throws UserError `host-refused`
   */
  async send(asked: HttpRequest): Promise<HttpAnswer> {
    return this.#inLane(asked.lane, async () => {
      const { status, headers, body } = await this.#open(asked);
      try {
        return { status, headers, body: Buffer.concat(await body.toArray()).toString('utf8') };
      } catch (cause) {
        throw noAnswer(asked.url, cause);
      }
    });
  }

  /**
   * The answer with its body still to be read; who calls it reads or destroys it.
   * @throws NoAnswer
   * @throws UserError `host-refused`
   */
  async stream(asked: HttpRequest): Promise<HttpStream> {
    return this.#inLane(asked.lane, () => this.#open(asked));
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #open({ method, url, headers = {}, body, signal }: HttpRequest): Promise<HttpStream> {
    const target = parse(url);
    if (target === null || !this.#allows(target)) {
      throw new UserError(
        `${target?.host ?? 'That address'} is not a host this app was set up to speak to.`,
        {
          code: 'host-refused',
          remedy:
            'Nothing was sent. If the address is right, ask your administrator to add it to the settings.',
        },
      );
    }
    try {
      const answer = await request(target, {
        method,
        headers,
        dispatcher: this.#agent,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      return { status: answer.statusCode, headers: flat(answer.headers), body: answer.body };
    } catch (cause) {
      throw noAnswer(url, cause);
    }
  }

  #inLane<T>(lane: string | undefined, work: () => Promise<T>): Promise<T> {
    if (lane === undefined) return work();
    let limit = this.#lanes.get(lane);
    if (limit === undefined) {
      limit = pLimit(this.#laneWidth);
      this.#lanes.set(lane, limit);
    }
    return limit(work);
  }
}

const parse = (url: string): URL | null => (URL.canParse(url) ? new URL(url) : null);

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]),
  );

/** Errors that can only come before the request has left. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
const SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function noAnswer(url: string, cause: unknown): NoAnswer {
  const code = (cause as { code?: unknown } | null)?.code;
  const how =
    typeof code !== 'string' ? 'lost' : UNSENT.has(code) ? 'unsent' : SLOW.has(code) ? 'slow' : 'lost';
  return new NoAnswer(how, new URL(url).host, cause);
}

/** Seconds or a date, as `Retry-After` carries it, in milliseconds from `now`; undefined when there is none. */
export function retryAfterMs(headers: Record<string, string>, now: Date): number | undefined {
  const text = headers['retry-after']?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
