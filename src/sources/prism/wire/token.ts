import type { Clock } from '../../../clock.ts';
import { UserError } from '../../../errors.ts';
import { parseExact } from '../../../exact-json.ts';
import type { HttpAnswer } from '../../../http.ts';
import type { Log } from '../../../log.ts';
import * as schema from '../schema.ts';
import { said, transient, unexpected } from './answers.ts';

export type Credentials = { clientId: string; clientSecret: string };

/** A token is not used in its last two minutes (or second half, if it lives that shortly). */
const EARLY_MS = 120_000;

type Held = { token: string; renewAt: number };

/** The access token (PRISM reference D.2): kept in memory, renewed early, one renewal under way at a time. */
export class AccessToken {
  readonly #ask: () => Promise<HttpAnswer>;
  readonly #clock: Clock;
  readonly #redact: (text: string) => string;
  readonly #log: Log;
  #held: Held | undefined;
  #renewal: Promise<Held> | undefined;

  /** @param ask sends the credentials once to the token endpoint */
  constructor(
    ask: () => Promise<HttpAnswer>,
    { clock, redact, log }: { clock: Clock; redact: (text: string) => string; log: Log },
  ) {
    this.#ask = ask;
    this.#clock = clock;
    this.#redact = redact;
    this.#log = log;
  }

  /** The text of the token held, to be kept out of messages. */
  get held(): string | undefined {
    return this.#held?.token;
  }

  /**
   * @param refused a token the data host would not take: another one is fetched, unless somebody has already
   * @throws UserError `credentials-rejected`, `unexpected-answer`
   * @throws TransientError
   */
  async get(refused?: string): Promise<string> {
    const held = this.#held;
    if (held && held.token !== refused && this.#clock.now().getTime() < held.renewAt) return held.token;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return (await this.#renewal).token;
  }

  async #renew(): Promise<Held> {
    const answer = await this.#ask();
    const now = this.#clock.now();
    const again = transient(answer, 'the request for an access token', this.#redact, now);
    if (again) throw again;
    if (answer.status === 400 || answer.status === 401 || answer.status === 403) {
      throw rejected(said(answer.body, this.#redact));
    }
    if (answer.status !== 200) throw unexpected(answer, 'the request for an access token', this.#redact);
    const { access_token: token, expires_in: seconds } = this.#read(answer);
    const lifeMs = Number(seconds) * 1000;
    if (this.#held) this.#log.forget(this.#held.token);
    this.#log.register(token);
    this.#held = { token, renewAt: now.getTime() + lifeMs - Math.min(EARLY_MS, lifeMs / 2) };
    return this.#held;
  }

  #read(answer: HttpAnswer): schema.Token {
    try {
      return schema.readAs(schema.Token, parseExact(answer.body));
    } catch (cause) {
      throw unexpected(answer, 'the request for an access token', this.#redact, cause);
    }
  }
}

/** @param words PRISM's own, secrets removed */
export function rejected(words: string): UserError {
  const scope = /invalid_scope/i.test(words);
  return new UserError('PRISM does not accept these client credentials.', {
    code: 'credentials-rejected',
    remedy: scope
      ? 'Ask your administrator to check the setting PRISM_SCOPE, and your distributor whether this client may use the API.'
      : 'Make new ones in the PRISM portal (Customer Management, your own company, Manage Client Credentials) and enter both parts again.',
    ...(words === '' ? {} : { words }),
  });
}
