import type { WebClient } from '@slack/web-api';
import { StaleError } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { listThread, wantMessage } from '../../store/outbox.ts';
import { type DueMessage, markShown } from '../../store/outbox-queue.ts';
import { getSettings } from '../../store/settings.ts';
import { isNews } from '../../sync/is-news.ts';
import { PROGRAM } from '../../sync/sync-context.ts';
import { readMonth } from '../month-close.ts';
import { alarmMessage } from '../ui/messages/alarm.ts';
import { monthMessage } from '../ui/messages/month-message.ts';
import { runMessage } from '../ui/messages/run-message.ts';
import { runThread } from '../ui/messages/run-thread.ts';
import type { RunView } from '../ui/messages/run-view.ts';
import { context as contextBlock } from '../ui/parts/blocks.ts';
import type { Screen } from '../ui/parts/pages.ts';
import type { SlackContext } from '../visit.ts';
import { type About, partKey, runKey } from './announce.ts';
import { fillPreview } from './fill-preview.ts';
import { readRunForMessage } from './read-run.ts';
import { send } from './send.ts';
import type { Trouble } from './troubles.ts';

export type Showing = {
  context: SlackContext;
  client: WebClient;
  /** Runs read already, for messages of one run that are shown together. */
  reads: Map<number, Promise<RunView>>;
};

/** Makes the message from how things stand, and has Slack show it. @returns what stands in the way, or null */
export async function showMessage(showing: Showing, message: DueMessage): Promise<Trouble | null> {
  const { context } = showing;
  const { workspaceId, key } = message;
  try {
    return await show(showing, message);
  } catch (error) {
    // What it is about was taken away: there is nothing to tell.
    if (error instanceof StaleError) return leave(context, message);
    context.log.error({ err: error, workspace: workspaceId, message: key }, 'a message could not be made');
    return { kind: 'later', afterMs: null, problem: 'The message could not be made; see the log.' };
  }
}

async function show({ context, client, reads }: Showing, message: DueMessage): Promise<Trouble | null> {
  const { db, clock, log } = context;
  const { workspaceId } = message;
  const about = message.about as About;
  if (about.kind === 'preview') return fillPreview(context, client, message, about);
  const { channelId: chosen } = await getSettings(db, workspaceId, PROGRAM);
  const sending = { db, client, log, at: () => clock.now() };
  if (about.kind === 'alarm') return send(sending, message, chosen, alarmMessage(about.alarm));
  if (about.kind === 'month-close') {
    const facts = await readMonth({ context, workspaceId }, about.month);
    return send(sending, message, chosen, monthMessage(facts));
  }
  const read =
    reads.get(about.run) ??
    readRunForMessage(
      context,
      workspaceId,
      about.run,
      about.kind === 'run' ? (about.progress ?? null) : null,
    );
  reads.set(about.run, read);
  const run = await read;
  if (about.kind === 'run-part') return send(sending, message, chosen, partOf(run, about.part));
  if (message.ts === null && !message.posting && !(await isNews(context, workspaceId, run, run.report)))
    return leave(context, message);
  // While it is written, only the message above says how far it is.
  const andThen = (tx: Database): Promise<void> => wantThread(tx, clock.now(), workspaceId, run);
  const all = run.state === 'applying' ? sending : { ...sending, andThen };
  return send(all, message, chosen, runMessage(run));
}

async function leave({ db, clock }: SlackContext, message: DueMessage): Promise<null> {
  const { workspaceId, key, wanted, channelId, ts, hash } = message;
  await markShown(db, workspaceId, { key, wanted, channelId, ts, hash: hash ?? '', at: clock.now() });
  return null;
}

/** The messages of the run's thread, as many as it needs now; ones too many say so. */
async function wantThread(tx: Database, at: Date, workspaceId: string, run: RunView): Promise<void> {
  const parentKey = runKey(run.number);
  const needed = runThread(run).length;
  const there = (await listThread(tx, workspaceId, parentKey)).length;
  for (let part = 1; part <= Math.max(needed, there); part++) {
    const about: About = { kind: 'run-part', run: run.number, part };
    await wantMessage(tx, workspaceId, { key: partKey(run.number, part), parentKey, about, at });
  }
}

const partOf = (run: RunView, part: number): Screen =>
  runThread(run)[part - 1] ?? {
    title: `Run ${run.number}`,
    text: 'Nothing more to say here.',
    blocks: [contextBlock('Nothing more to say here.')],
  };
