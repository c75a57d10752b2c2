/** What refusals of a mail server mean for a mail, and what to tell people about them. */
import { scrub } from '../log.ts';
import { oneLine } from '../plan/tally/words.ts';

export type Trouble =
  /** The server cannot be reached, or takes nothing now: so it is for every mail. The mail may have arrived. */
  | { kind: 'down'; problem: string }
  /** It does not take this mail now. */
  | { kind: 'later'; problem: string }
  /** A person has to do something first. */
  | { kind: 'dead'; problem: string }
  /** The house is closing. The mail may have arrived. */
  | { kind: 'stopped' };

/** What nodemailer tells of an error. Its words and an address are cut so that status has room for what to do. */
type Refused = { code?: string; responseCode?: number; response?: string; command?: string; name?: string };

/**
 * @param stopping whether the house is closing
 * @param hide takes what must not be told out of the server's words
 */
export function troubleOf(
  error: unknown,
  address: string,
  stopping: boolean,
  hide: (text: string) => string = text => text,
): Trouble {
  if (stopping) return { kind: 'stopped' };
  const { code = '', responseCode = 0, response, command = '' } = error as Refused;
  const words = response ? `: “${shorten(oneLine(scrub(hide(response))), 60)}”` : '';
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return isPassing(responseCode)
      ? { kind: 'down', problem: `The mail server does not let the app sign in now${words}` }
      : {
          kind: 'dead',
          problem: `The mail server does not accept the app’s user name and password${words}. Whoever runs PRISM Bot has to correct SMTP_URL.`,
        };
  }
  // Nodemailer's words for what the server said of this mail, rather than of the connection.
  const isOfMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (!isOfMail || responseCode === 421)
    return { kind: 'down', problem: `The mail server could not be reached or broke off${words}` };
  const whom = shorten(address, 60);
  if (isPassing(responseCode)) return { kind: 'later', problem: `The mail to ${whom} was put off${words}` };
  if (command === 'MAIL FROM') {
    return {
      kind: 'dead',
      problem: `The mail server does not take mail from the app’s address${words}. Whoever runs PRISM Bot has to correct MAIL_FROM.`,
    };
  }
  return {
    kind: 'dead',
    problem: `The mail to ${whom} was refused${words}; correct the address with /prism settings.`,
  };
}

const isPassing = (code: number): boolean => code >= 400 && code < 500;

function shorten(text: string, most: number): string {
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}
