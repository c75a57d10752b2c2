/** What people did and saw, line by line, for people to read: one for each Slack. */
import type { Message } from '../book.ts';
import type { SlackSandbox } from '../index.ts';
import { keyOf, type Sight } from './sight.ts';

export class Transcript {
  readonly lines: string[] = [];
  readonly #told = new Map<string, string>();

  note(line: string): void {
    this.lines.push(line);
  }

  /** Tells what is new on somebody's screen, or other than it was told before. */
  look(sight: Sight): void {
    const { member, top, home } = sight;
    for (const message of sight.messages()) {
      const text = sight.messageText(message);
      const key = keyOf(message);
      const again = this.#told.has(key);
      this.#tell(key, text, `${heading(sight, message)}${again ? ' (changed)' : ''}`, text);
    }
    const modal = sight.modalText();
    // By what the app shows: what the member types in it is told as it is typed.
    const shown = top ? `${top.id}/${top.hash}/${JSON.stringify(sight.labelledErrors())}` : '';
    this.#tell(`modal/${member.id}`, shown, `window of ${member.realName}`, modal);
    this.#tell(`home/${member.id}`, home?.hash ?? '', `Home tab of ${member.realName}`, sight.homeText());
  }

  #tell(key: string, state: string, title: string, text: string): void {
    if ((this.#told.get(key) ?? '') === state) return;
    this.#told.set(key, state);
    if (text === '') return;
    this.lines.push(`  ┌ ${title}`, ...text.split('\n').map(line => `  │ ${line}`), '');
  }
}

function heading({ slack, member, nameOf }: Sight, { channelId, userId, threadTs, ephemeralTo }: Message) {
  const channel = slack.book.channels.get(channelId);
  const where = channel?.kind === 'direct' ? 'a direct message' : nameOf(channelId);
  const thread = threadTs === null ? '' : ', in a thread';
  const only = ephemeralTo === null ? '' : `, seen only by ${member.realName}`;
  return `${nameOf(userId).replace('@', '')} in ${where}${thread}${only}`;
}

const transcripts = new WeakMap<SlackSandbox, Transcript>();

export function transcriptOf(slack: SlackSandbox): Transcript {
  const transcript = transcripts.get(slack) ?? new Transcript();
  transcripts.set(slack, transcript);
  return transcript;
}
