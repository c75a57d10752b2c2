/** The way from a person to the app: sends what is done, and says what Slack says when the app does not answer. */
import { DEADLINE_MS, form, json, type Letter, payload, type Sent, send } from '../requests/send.ts';
import type { Sight } from './sight.ts';
import { type Transcript, transcriptOf } from './transcript.ts';

/** What Slack shows in place of an answer; its own words where they are on record. */
const WORDS = {
  click: 'the app did not respond',
  window: 'We had some trouble connecting. Try again?',
  options: 'the choices could not be loaded',
  event: 'the app did not take the event',
} as const;

type Kind = keyof typeof WORDS | 'command';

export type Failure = { what: string; why: string; status: number; ms: number };

/** The app answered too late, not at all, with another status than 200, or with what Slack cannot use. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

export class Line {
  readonly sight: Sight;
  readonly transcript: Transcript;
  readonly acks: { what: string; ms: number }[] = [];
  readonly failures: Failure[] = [];
  readonly #url: string;

  /** @param url where the app listens, without a path */
  constructor(sight: Sight, url: string) {
    this.sight = sight;
    this.#url = url;
    this.transcript = transcriptOf(sight.slack);
  }

  /** Writes down what the person does, after what they saw before. */
  note(what: string): void {
    this.transcript.look(this.sight);
    this.transcript.note(`${this.sight.member.realName} ${what}`);
  }

  command(line: string, body: Record<string, unknown>): Promise<Sent> {
    const fields = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]));
    return this.#send('command', line, form(this.#url, fields, this.#signing));
  }

  event(what: string, body: object): Promise<Sent> {
    return this.#send('event', what, json(this.#url, body, this.#signing));
  }

  /** @throws NotAnswered, and so do the others */
  interact(kind: 'click' | 'window' | 'options', what: string, body: object): Promise<Sent> {
    return this.#send(kind, what, payload(this.#url, body, this.#signing));
  }

  /**
   * Keeps what the gate found in an answer, which Slack takes for none.
   * @throws NotAnswered when it found anything
   */
  judge(kind: Kind, what: string, problems: string[], sent: Sent): void {
    if (problems.length === 0) return;
    const from = kind === 'options' ? 'options' : 'ack';
    this.sight.slack.findings.push({ from, problems, payload: sent.body });
    throw this.#failure(kind, what, sent, problems.join('; '));
  }

  get #signing() {
    return { secret: this.sight.slack.signingSecret };
  }

  async #send(kind: Kind, what: string, letter: Letter): Promise<Sent> {
    const sent = await send(letter);
    this.acks.push({ what, ms: sent.ms });
    if (sent.status !== 200) throw this.#failure(kind, what, sent);
    this.transcript.look(this.sight);
    return sent;
  }

  #failure(kind: Kind, what: string, { status, ms }: Sent, problem?: string): NotAnswered {
    const isLate = status === 0 && ms >= DEADLINE_MS;
    const how = problem ?? (isLate ? 'no answer' : status === 0 ? 'connection lost' : `status ${status}`);
    const why = `${wordsOf(kind, what, isLate)} (${how} after ${Math.round(ms)} ms)`;
    this.failures.push({ what, why, status, ms });
    this.transcript.note(`  ! ${why}`);
    return new NotAnswered(`“${what}”: ${why}`);
  }
}

function wordsOf(kind: Kind, what: string, isLate: boolean): string {
  if (kind !== 'command') return WORDS[kind];
  const [word] = what.split(' ');
  return isLate
    ? `${word} failed because the app did not respond`
    : `${word} failed with the error "dispatch_failed"`;
}
