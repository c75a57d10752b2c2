/**
 * The queue that hands out workspaces: at most one worker at a time has one, and any number of wake-ups may wait. It
 * stands in our own PostgreSQL, so a wake-up is sent in the transaction that writes the run it is for.
 */
import { fromKysely, type Job, PgBoss } from 'pg-boss';
import type { Log } from '../src/log.ts';
import type { SyncContext } from '../src/sync/sync-context.ts';

// Types of 12.38 name this and leave it out.
declare module 'pg-boss/dist/types.js' {
  interface ResolvedConstructorOptions extends ConstructorOptions {
    schema: string;
  }
}

const QUEUE = 'workspace';
type Wake = { workspaceId: string };

/**
 * A worker that is not heard of for ten seconds lost its workspace; the run row, not the queue, decides when to give up.
 * Below ten seconds pg-boss allows none.
 */
const SETTINGS = {
  notify: true,
  heartbeatSeconds: 10,
  expireInSeconds: 3600,
  retryLimit: 1000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 8,
  deleteAfterSeconds: 86_400,
} as const;

export type Sender = {
  wake: SyncContext['wake'];
  /** Workspaces that somebody works on or that wait for it. @returns ids */
  listAwake(): Promise<Set<string>>;
  stop(): Promise<void>;
};

/** The main thread's part: makes the tables, watches over workers of all instances, sends. */
export async function startQueue(databaseUrl: string, log: Log): Promise<Sender> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 2,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 3600,
  });
  boss.on('error', error => log.error({ err: error }, 'the queue has a problem'));
  await boss.start();
  await boss.createQueue(QUEUE, { policy: 'singleton', ...SETTINGS });
  // Making it leaves one that is there as it was.
  await boss.updateQueue(QUEUE, SETTINGS);
  return senderOf(boss);
}

/** For a thread that only wakes workspaces. The main thread made the tables before. */
export async function startSender(databaseUrl: string, log: Log): Promise<Sender> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 1,
    supervise: false,
    schedule: false,
    migrate: false,
  });
  boss.on('error', error => log.error({ err: error }, 'the queue has a problem'));
  await boss.start();
  return senderOf(boss);
}

const senderOf = (boss: PgBoss): Sender => ({
  wake: wakeBy(boss),
  listAwake: async () => {
    const jobs = await boss.findJobs<Wake>(QUEUE, {});
    return new Set(jobs.flatMap(({ state, data }) => (WAITS.has(state) ? [data.workspaceId] : [])));
  },
  stop: () => boss.stop({ graceful: true, timeout: 2_000 }),
});

const WAITS: ReadonlySet<string> = new Set(['created', 'retry', 'active']);

const wakeBy =
  (boss: PgBoss): SyncContext['wake'] =>
  async (workspaceId, tx, urgent) => {
    await boss.send(
      QUEUE,
      { workspaceId },
      { singletonKey: workspaceId, priority: urgent ? 1 : 0, db: fromKysely(tx) },
    );
  };

export type Hands = { wake: SyncContext['wake']; stop(): Promise<void> };

/** Takes one workspace; the signal says that the workspace was lost or the worker is to stop. */
export type Take = (workspaceId: string, hand: { peopleOnly: boolean; signal: AbortSignal }) => Promise<void>;

const HANDS = 4;

/** A worker thread's part: some hands for anything, one for what people wait for. */
export async function startHands(databaseUrl: string, log: Log, take: Take): Promise<Hands> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 2,
    supervise: false,
    schedule: false,
    migrate: false,
    useListenNotify: true,
  });
  boss.on('error', error => log.error({ err: error }, 'the queue has a problem'));
  await boss.start();
  for (let hand = 0; hand <= HANDS; hand++) {
    const peopleOnly = hand === HANDS;
    const id: string = await boss.work<Wake>(
      QUEUE,
      {
        pollingIntervalSeconds: 2,
        notifyPollingIntervalSeconds: 2,
        ...(peopleOnly ? { minPriority: 1 } : {}),
      },
      async ([job]: Job<Wake>[]) => {
        try {
          if (job) await take(job.data.workspaceId, { peopleOnly, signal: job.signal });
        } finally {
          // Looks for the next at once instead of at the next poll.
          boss.notifyWorker(id);
        }
      },
    );
  }
  return { wake: wakeBy(boss), stop: () => boss.stop({ graceful: true, timeout: 8_000 }) };
}
