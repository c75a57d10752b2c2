import { createHash } from 'node:crypto';
import { StaleError } from '../errors.ts';
import type { DueMessage } from '../store/outbox-queue.ts';
import { getSettings } from '../store/settings.ts';
import { getWorkspace } from '../store/workspaces.ts';
import { isNews } from '../sync/is-news.ts';
import { readReportForMessage, type Told } from '../sync/read-report.ts';
import { PROGRAM, type SyncContext } from '../sync/sync-context.ts';
import type { About } from './announce.ts';
import { type Letter, letterOf } from './letter.ts';
import { letterHtml } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import type { Mail } from './mailer.ts';

/** Where a run's message stands; `soon`: not there yet, and on its way. */
export type LinkTo = (workspaceId: string, run: number) => Promise<{ url: string | null; soon: boolean }>;

/** Where mails are written: what was read for one serves the others to the same people. */
export type Desk = {
  context: SyncContext;
  linkTo: LinkTo;
  reads: Map<string, Promise<Read | null>>;
};

type Read = {
  told: Told;
  letter: Letter;
  emails: ReadonlySet<string>;
  news: boolean;
  link: Awaited<ReturnType<LinkTo>>;
};

export type Written =
  | { kind: 'mail'; mail: Mail; hash: string }
  /** The message in Slack is not there yet. */
  | { kind: 'wait'; until: Date }
  /** It was told, is told later, or nobody wants to know any more. */
  | { kind: 'nothing' };

/** How long the message in Slack is waited for, and how often it is looked for. */
const WAIT_MS = 10 * 60_000;
const LOOK_MS = 3_000;

/** A mail from how things stand. */
export async function writeMail(
  { context, linkTo, reads }: Desk,
  { workspaceId, key, address, about, hash: before, madeAt }: DueMessage,
): Promise<Written> {
  const { run } = about as About;
  const of = `${workspaceId}/${run}`;
  const reading = reads.get(of) ?? read(context, linkTo, workspaceId, run);
  reads.set(of, reading);
  const found = await reading;
  if (!found || address === null || !found.emails.has(address)) return { kind: 'nothing' };
  const { told, letter, link, news } = found;
  const hash = hashOf(told, letter);
  if (hash === before || (before === null && !news)) return { kind: 'nothing' };
  const now = context.clock.now().getTime();
  const patience = madeAt.getTime() + WAIT_MS;
  if (link.url === null && link.soon && now < patience)
    return { kind: 'wait', until: new Date(Math.min(now + LOOK_MS, patience)) };
  const beneath = beneathOf(run, link.url);
  const mail = {
    to: address,
    subject: letter.subject,
    text: letterText(letter, [...(link.url === null ? [] : [`Open in Slack: ${link.url}`]), ...beneath]),
    html: letterHtml(letter, link.url, beneath),
    id: digest(workspaceId, key, hash).slice(0, 40),
  };
  return { kind: 'mail', mail, hash };
}

/** @returns null while there is nothing to tell: it is being worked on, or was taken away */
async function read(
  context: SyncContext,
  linkTo: LinkTo,
  workspaceId: string,
  run: number,
): Promise<Read | null> {
  try {
    const told = await readReportForMessage(context, workspaceId, run);
    if (!TOLD.has(told.run.state)) return null;
    const [{ emails }, { name }, news, link] = await Promise.all([
      getSettings(context.db, workspaceId, PROGRAM),
      getWorkspace(context.db, workspaceId),
      isNews(context, workspaceId, told.run, told.report),
      linkTo(workspaceId, run),
    ]);
    return { told, letter: letterOf(told, name), emails: new Set(emails), news, link };
  } catch (error) {
    if (error instanceof StaleError) return null;
    throw error;
  }
}

const TOLD: ReadonlySet<Told['run']['state']> = new Set(['proposed', 'done', 'rejected', 'expired']);

/**
 * Two mails with the same are one. That a run waits is told once, however many of its plans are decided by then; its end
 * is told again when it ended otherwise.
 */
const hashOf = ({ run }: Told, letter: Letter): string =>
  run.state === 'proposed' ? 'waits' : digest(JSON.stringify(letter)).slice(0, 32);

const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const beneathOf = (run: number, url: string | null): string[] => [
  url === null ? `In Slack, type /prism run ${run} to see it.` : `Or type /prism run ${run} there.`,
  'You get this because your address is in the settings of PRISM Bot: /prism settings',
];
