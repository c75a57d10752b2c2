/**
 * Speaks Autotask's REST protocol (Autotask reference 1 to 4): the login's headers, reads that are asked again where that
 * helps, and writes that are sent once. Every request of a login passes through one of these.
 */
import type { Clock } from '../../../clock.ts';
import { TransientError, UserError } from '../../../errors.ts';
import { type Http, type HttpAnswer, NoAnswer, retryAfterMs } from '../../../http.ts';
import type { WriteContext, WriteOutcome } from '../../target.ts';
import { type Entity, loginRefused, rightMissing } from '../rights.ts';
import { parseAnswer, ThresholdInformation, Written } from '../schema.ts';
import { judge, saidIn } from './answers.ts';
import { Budget, type Threshold } from './budget.ts';
import type { Log } from './log.ts';
import { AskAgain, BUSY_PAUSE_MS, patiently } from './retries.ts';
import { type Words, wordsWithout } from './words.ts';
import { Zone } from './zone.ts';

export type Credentials = { userName: string; secret: string; integrationCode: string };

export type Question = { method: 'GET' | 'POST'; url: string; body?: string };
/** `lane`: what Autotask counts concurrent requests by, the first segment after the version. */
type Asked = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; url: string; lane: string; body?: string };

export type ClientOptions = {
  credentials: Credentials;
  zoneUrl: string;
  clock: Clock;
  http: Http;
  /** As `http` has it. */
  laneWidth: number;
  home: string | null;
  onHome: ((url: string) => Promise<void>) | undefined;
  log: Log | undefined;
};

export class AutotaskClient {
  readonly budget: Budget;
  readonly zone: Zone;
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #log: Log | undefined;
  readonly #words: Words;
  readonly #headers: Record<string, string>;
  readonly #laneWidth: number;
  readonly #underWay = new Map<string, number>();
  #refused: UserError | null = null;

  constructor({ credentials, zoneUrl, clock, http, laneWidth, home, onHome, log }: ClientOptions) {
    const { userName, secret, integrationCode } = credentials;
    this.#http = http;
    this.#laneWidth = laneWidth;
    this.#clock = clock;
    this.#log = log;
    this.#words = wordsWithout([secret, integrationCode]);
    this.#headers = {
      ApiIntegrationCode: integrationCode,
      UserName: userName,
      Secret: secret,
      'Content-Type': 'application/json',
      Accept: 'application/json',
    };
    const ask = (url: string, judged: (answer: HttpAnswer) => string): Promise<string> =>
      patiently(async () => judged(await http.send({ method: 'GET', url })), { clock, log });
    this.zone = new Zone({ zoneUrl, userName, home, onHome, ask, words: this.#words, log });
    this.budget = new Budget({ clock, read: () => this.#readThreshold(), log });
  }

  /** Lets a login that was refused be tried once more: only when a person asks for it. */
  forgive(): void {
    this.#refused = null;
  }

  /**
   * The body of an answer to something that only reads, asked again where that helps. `lane` is `entity`'s.
   * @throws UserError `unauthorized`, `no-permission`, `read-refused`, `host-refused`
   * @throws TransientError
   */
  read(entity: Entity, question: (home: string) => Question): Promise<string> {
    return patiently(
      async () => {
        await this.budget.admit();
        return this.#readOnce(entity, question);
      },
      { clock: this.#clock, log: this.#log },
    );
  }

  /**
   * Sends one write, once. `path` follows the version; `body` is JSON text or none; `sending` is called when it leaves.
   * @throws UserError `unauthorized`, `host-refused`
   */
  async write(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: string | null,
    sending: WriteContext['sending'],
  ): Promise<WriteOutcome> {
    let home: string;
    try {
      await this.budget.admit();
      home = await this.zone.home();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      return { kind: 'deferred', afterMs: error.retryAfterMs ?? BUSY_PAUSE_MS, words: error.message };
    }
    const lane = path.split('/')[0]!;
    const asked: Asked = { method, url: `${home}V1.0/${path}`, lane, ...(body === null ? {} : { body }) };
    await sending({ method, path, body });
    try {
      return await this.#outcome(await this.#send(asked), asked, home);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const words = error.message;
      if (error.how === 'unsent') return { kind: 'deferred', afterMs: BUSY_PAUSE_MS, words };
      return { kind: 'unknown', words, slow: error.how === 'slow' };
    }
  }

  async #outcome(answer: HttpAnswer, asked: Asked, home: string): Promise<WriteOutcome> {
    const verdict = judge(answer);
    const words = this.#words(saidIn(answer));
    switch (verdict.kind) {
      case 'fine': {
        this.zone.confirm();
        try {
          return { kind: 'done', id: parseAnswer(Written, answer.body, 'the write').itemId };
        } catch {
          return { kind: 'unknown', words, slow: false };
        }
      }
      case 'refused':
        return { kind: 'refused', code: verdict.code, words };
      case 'busy':
        return { kind: 'deferred', afterMs: this.#pauseIn(answer) ?? BUSY_PAUSE_MS, words };
      case 'login':
        if (await this.#movedAfter(verdict.why, home)) return { kind: 'deferred', afterMs: 0, words };
        throw this.#refuse(verdict.why, asked, words);
      case 'elsewhere':
        return this.#notHere(home, words);
      case 'down':
      case 'unclear':
        return { kind: 'unknown', words, slow: false };
    }
  }

  /** @throws AskAgain when asking again may help */
  async #readOnce(
    entity: Entity | 'ThresholdInformation',
    question: (home: string) => Question,
  ): Promise<string> {
    const home = await this.zone.home();
    const asked = { ...question(home), lane: entity };
    const answer = await this.#send(asked);
    const verdict = judge(answer);
    const words = this.#words(saidIn(answer));
    switch (verdict.kind) {
      case 'fine':
        this.zone.confirm();
        return answer.body;
      case 'busy':
        throw new AskAgain('busy', 'Autotask was asked too much at once.', this.#pauseIn(answer));
      case 'down':
      case 'unclear':
        throw new AskAgain(verdict.kind, `Autotask did not answer about ${entity}: ${words}`);
      case 'login':
        if (await this.#movedAfter(verdict.why, home)) throw movedTo(asked);
        throw this.#refuse(verdict.why, asked, words);
      case 'elsewhere':
        if (await this.zone.hasMoved(home, 'elsewhere')) throw movedTo(asked);
        throw refusedRead(entity, words);
      case 'refused':
        if (verdict.code === 'no-permission' && entity !== 'ThresholdInformation')
          throw rightMissing(entity, words);
        throw refusedRead(entity, words);
    }
  }

  async #send({ method, url, lane, body }: Asked): Promise<HttpAnswer> {
    if (this.#refused !== null) throw this.#refused;
    const asked = { method, url, lane, headers: this.#headers, ...(body === undefined ? {} : { body }) };
    const began = this.#clock.now().getTime();
    const ahead = this.#underWay.get(lane) ?? 0;
    this.#underWay.set(lane, ahead + 1);
    try {
      const answer = await this.#http.send(asked);
      // One that had to queue first says nothing about the pace.
      if (ahead < this.#laneWidth) this.budget.took(this.#clock.now().getTime() - began);
      return answer;
    } finally {
      this.#underWay.set(lane, (this.#underWay.get(lane) ?? 1) - 1);
    }
  }

  async #readThreshold(): Promise<Threshold> {
    const body = await patiently(
      () =>
        this.#readOnce('ThresholdInformation', home => ({
          method: 'GET',
          url: `${home}V1.0/ThresholdInformation`,
        })),
      { clock: this.#clock, log: this.#log },
    );
    const told = parseAnswer(ThresholdInformation, body, 'ThresholdInformation');
    return {
      used: told.currentTimeframeRequestCount,
      limit: told.externalRequestThreshold,
      windowMinutes: told.requestThresholdTimeframe,
    };
  }

  /** A wrong zone may refuse a login that is good elsewhere; asking where it lives carries no secret. */
  async #movedAfter(why: 'secret' | 'user' | 'code', home: string): Promise<boolean> {
    if (why !== 'secret') return false;
    try {
      return await this.zone.hasMoved(home, 'refused');
    } catch {
      return false;
    }
  }

  async #notHere(home: string, words: string): Promise<WriteOutcome> {
    try {
      const moved = await this.zone.hasMoved(home, 'elsewhere');
      return moved ? { kind: 'deferred', afterMs: 0, words } : { kind: 'refused', code: 'invalid', words };
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      return { kind: 'deferred', afterMs: BUSY_PAUSE_MS, words };
    }
  }

  /** From here on nothing is sent: repeated wrong secrets lock the API user. */
  #refuse(why: 'secret' | 'user' | 'code', asked: Asked, words: string): UserError {
    this.#refused ??= loginRefused(why, asked, words);
    return this.#refused;
  }

  #pauseIn(answer: HttpAnswer): number | undefined {
    return retryAfterMs(answer.headers, this.#clock.now());
  }
}

const movedTo = ({ url }: Asked): AskAgain =>
  new AskAgain('moved', `${new URL(url).host} is no longer the zone of this login.`);

const refusedRead = (entity: string, words: string): UserError =>
  new UserError(`Autotask refused to answer about ${entity}.`, {
    code: 'read-refused',
    remedy: 'Nothing was changed. Send the reference below to support.',
    words,
  });
