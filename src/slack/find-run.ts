import { UserError } from '../errors.ts';
import { findRun, type Run } from '../store/runs.ts';
import type { Visit } from './visit.ts';

/** The run whose number was typed. @param example of the command, for who mistyped. @throws UserError `no-such-run` */
export async function typedRun({ context, workspaceId }: Visit, text: string, example: string): Promise<Run> {
  const number = /^#?(\d{1,9})$/.exec(text)?.[1];
  const found = number && (await findRun(context.db, workspaceId, Number(number)));
  if (found) return found;
  throw new UserError(text === '' ? 'Which run?' : `There is no run “${text.slice(0, 40)}”.`, {
    code: 'no-such-run',
    remedy: `Its number stands in /prism history, for example ${example}.`,
  });
}
