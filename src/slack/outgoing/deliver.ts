/**
 * Shows people what is due. What a message says is made here, from the state as it is now: one that waited for an hour
 * tells how things stand, once. A run never waits for any of this.
 */
import type { WebClient } from '@slack/web-api';
import { StaleError } from '../../errors.ts';
import {
  claimDue,
  type DueMessage,
  listThread,
  markFailed,
  markShown,
  wantMessage,
} from '../../store/outbox.ts';
import { getSettings } from '../../store/settings.ts';
import { PROGRAM } from '../../sync/sync-context.ts';
import { runMessage } from '../ui/messages/run-message.ts';
import { runThread } from '../ui/messages/run-thread.ts';
import type { RunView } from '../ui/messages/run-view.ts';
import { context as contextBlock } from '../ui/parts/blocks.ts';
import type { Screen } from '../ui/parts/pages.ts';
import type { SlackContext } from '../visit.ts';
import { type About, partKey, runKey } from './announce.ts';
import { fillPreview } from './fill-preview.ts';
import { readRun } from './read-run.ts';
import { send } from './send.ts';
import type { Trouble } from './troubles.ts';

/** Who takes a message and dies loses it after this long. */
const LEASE_MS = 60_000;
const TOGETHER = 20;
/** Waits between tries double from the first to the last. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** About a day of tries. */
const MOST_ATTEMPTS = 300;

export type Delivering = {
  context: SlackContext;
  /** A client for posts, by workspace; undefined where the app is not installed. */
  clientOf(workspaceId: string): Promise<WebClient | undefined>;
  workspaceId?: string;
};

/** @returns how many messages were taken up; 0: nothing is due */
export async function deliver({ context, clientOf, workspaceId }: Delivering): Promise<number> {
  const { db, clock } = context;
  const due = await claimDue(db, {
    now: clock.now(),
    leaseMs: LEASE_MS,
    limit: TOGETHER,
    ...(workspaceId === undefined ? {} : { workspaceId }),
  });
  const runs = new Map<string, Promise<RunView>>();
  const read = (of: string, run: number, progress: RunView['progress']): Promise<RunView> => {
    const there = runs.get(`${of}/${run}`) ?? readRun(context, of, run, progress);
    runs.set(`${of}/${run}`, there);
    return there;
  };
  // A channel takes about one message a second, so one after the other costs nothing; workspaces side by side.
  const workspaces = Map.groupBy(due, message => message.workspaceId);
  await Promise.all(
    [...workspaces].map(async ([of, messages]) => {
      const client = await clientOf(of);
      for (const message of messages) await showOne({ context, client, read }, message);
    }),
  );
  return due.length;
}

type Showing = {
  context: SlackContext;
  client: WebClient | undefined;
  read(workspaceId: string, run: number, progress: RunView['progress']): Promise<RunView>;
};

const NO_CHANNEL = 'No notification channel is chosen. Choose one with /prism settings.';

async function showOne({ context, client, read }: Showing, message: DueMessage): Promise<void> {
  const { db, clock } = context;
  const { workspaceId, key } = message;
  const log = context.log.child({ workspace: workspaceId });
  const about = message.about as About;
  const at = (): Date => clock.now();
  let trouble: Trouble | null;
  try {
    if (!client) trouble = { kind: 'dead', problem: 'The app is not installed in this workspace.' };
    else if (about.kind === 'preview') trouble = await fillPreview(context, client, message, about);
    else {
      const { channelId } = await getSettings(db, workspaceId, PROGRAM);
      const run = await read(workspaceId, about.run, about.kind === 'run' ? (about.progress ?? null) : null);
      const target = message.channelId ?? channelId;
      if (target === null) trouble = { kind: 'dead', problem: NO_CHANNEL };
      else if (about.kind === 'run') {
        trouble = await send({ db, client, at }, message, target, runMessage(run));
        if (!trouble) await wantThread(context, message, run);
      } else trouble = await send({ db, client, at }, message, target, partOf(run, about.part));
    }
  } catch (error) {
    if (error instanceof StaleError) {
      // What it is about was taken away: there is nothing to tell.
      await markShown(db, workspaceId, {
        key,
        wanted: message.wanted,
        channelId: null,
        ts: null,
        hash: '',
        at: at(),
      });
      return;
    }
    log.error({ err: error, message: key }, 'a message could not be made');
    trouble = { kind: 'later', afterMs: null, problem: 'The message could not be made; see the log.' };
  }
  if (!trouble || trouble.kind === 'gone') return;
  const dead = trouble.kind === 'dead' || message.attempts + 1 >= MOST_ATTEMPTS;
  const asked = trouble.kind === 'later' ? trouble.afterMs : null;
  const wait = asked ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(message.attempts, 10));
  log.warn({ message: key, problem: trouble.problem, dead }, 'a message could not be shown');
  await markFailed(db, workspaceId, {
    key,
    problem: trouble.problem,
    dueAt: dead ? null : new Date(at().getTime() + wait),
  });
}

/** The messages of the run's thread, as many as it needs now; ones too many say so. */
async function wantThread(
  { db, clock }: SlackContext,
  { workspaceId }: DueMessage,
  run: RunView,
): Promise<void> {
  const parentKey = runKey(run.number);
  const needed = runThread(run).length;
  const there = (await listThread(db, workspaceId, parentKey)).length;
  for (let part = 1; part <= Math.max(needed, there); part++) {
    const about: About = { kind: 'run-part', run: run.number, part };
    await wantMessage(db, workspaceId, { key: partKey(run.number, part), parentKey, about, at: clock.now() });
  }
}

const partOf = (run: RunView, part: number): Screen =>
  runThread(run)[part - 1] ?? {
    title: `Run ${run.number}`,
    text: 'Nothing more to say here.',
    blocks: [contextBlock('Nothing more to say here.')],
  };
