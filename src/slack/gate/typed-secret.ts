/** Secrets that people type into a command by mistake: it stays in their history, and in Slack's. */
import { UserError } from '../../errors.ts';
import type { CommandEntry } from '../visit.ts';

const NAMED =
  /\b(client[-_ ]?secret|secret|pass(word|wd|phrase)?|passwort|pwd|token|(api|private|public|integration)[-_ ]?(key|code))\s*[=:]\s*\S{4,}/i;
const SLACKS = /\bx(ox[a-z]|app)[-.]\w/i;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/i;
const LONG = /^[\w+/=~.-]{20,}$/;

/** True for text that looks like credentials; names, domains, addresses and tenant ids do not. */
export function holdsSecret(typed: string): boolean {
  if (NAMED.test(typed) || SLACKS.test(typed)) return true;
  const [command = '', ...words] = typed.trim().split(/\s+/);
  const isConnect = command.toLowerCase() === 'connect';
  return [command, ...words].some(isRandom) || (isConnect && words.some(isMixed));
}

/** Long, and letters and digits in no order: `Contoso2024Manufacturing` changes between them twice. */
const isRandom = (word: string): boolean =>
  LONG.test(word) &&
  !GUID.test(word) &&
  !DOMAIN.test(word) &&
  (word.match(/[a-z](?=\d)|\d(?=[a-z])/gi)?.length ?? 0) >= 3;

/** Connections are named by one plain word, so here also what is shorter counts. */
const isMixed = (word: string): boolean =>
  GUID.test(word) ||
  (word.length >= 8 && [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/].filter(kind => kind.test(word)).length >= 3);

export const secretTyped: CommandEntry = {
  who: 'anyone',
  usage: '',
  says: '',
  run: async () => {
    throw new UserError(
      'That looks like a secret, so nothing was done with it: commands stay readable in Slack.',
      {
        code: 'secret-in-command',
        remedy:
          'Rotate it where it came from, for whoever can read this may have seen it. Then enter the new one in the window that /prism connect opens.',
      },
    );
  },
};
