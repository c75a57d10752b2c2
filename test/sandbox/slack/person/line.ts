/** The way from a person to the app: sends what is done, and says what Slack says when the app does not answer. */
import type { Member } from '../book.ts';
import type { SlackSandbox } from '../index.ts';
import { DEADLINE_MS, type Letter, type Sent, send } from '../requests/send.ts';

/** What Slack shows in place of an answer; its own words where they are on record. */
const WORDS = {
  click: 'the app did not respond',
  window: 'We had some trouble connecting. Try again?',
  options: 'the choices could not be loaded',
  event: 'the app did not take the event',
} as const;

export type Kind = keyof typeof WORDS | 'command';

/** The app answered too late, not at all, with another status than 200, or with what Slack cannot use. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

export class Line {
  readonly slack: SlackSandbox;
  readonly member: Member;
  readonly url: string;
  /** What was done and how long the app took to acknowledge it, in milliseconds. */
  readonly acks: { what: string; ms: number }[] = [];
  readonly failures: { what: string; why: string; status: number; ms: number }[] = [];

  constructor(slack: SlackSandbox, member: Member, url: string) {
    this.slack = slack;
    this.member = member;
    this.url = url;
  }

  /** @throws NotAnswered */
  async send(kind: Kind, what: string, letter: Letter): Promise<Sent> {
    const sent = await send(letter);
    this.acks.push({ what, ms: sent.ms });
    if (sent.status === 200) return sent;
    throw this.fail(kind, what, sent);
  }

  /**
   * Keeps what the gate found in an answer, which Slack takes for none.
   * @throws NotAnswered when it found anything
   */
  judge(kind: Kind, from: 'ack' | 'options', problems: string[], sent: Sent): void {
    if (problems.length === 0) return;
    this.slack.findings.push({ from, problems, payload: sent.body });
    throw this.fail(kind, from, sent, problems.join('; '));
  }

  fail(kind: Kind, what: string, { status, ms }: Sent, detail?: string): NotAnswered {
    const inTime = ms < DEADLINE_MS;
    const how =
      detail ?? (status === 0 ? (inTime ? 'connection refused or lost' : 'no answer') : `status ${status}`);
    const words =
      kind !== 'command'
        ? WORDS[kind]
        : status === 0 && !inTime
          ? `${what.split(' ')[0]} failed because the app did not respond`
          : `${what.split(' ')[0]} failed with the error "dispatch_failed"`;
    const why = `${words} (${how} after ${Math.round(ms)} ms)`;
    this.failures.push({ what, why, status, ms });
    return new NotAnswered(`“${what}”: ${why}`);
  }
}
