/**
 * A process of the queue's storm. It has the hands of two worker threads; told how many, it sends that many wake-ups at
 * the same time, each in the transaction that writes its row, and commits late; what it takes it drains, and lets go late.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pLimit from 'p-limit';
import { connect } from '../../../db/connect.ts';
import { startHands, startQueue, type Take } from '../../../jobs/queue.ts';
import { createLog } from '../../../src/log.ts';

const THREADS = 2;
/** Between the wake-up and its commit, and between “nothing left” and the end of a take: at most so long. */
const COMMIT_MS = 100;
const LET_GO_MS = 20;
const WORK_MS = 10;

const [url, workspaces] = [process.argv[2]!, Number(process.argv[3])];
const log = createLog({ level: 'warn' });
// Apart, so that takes do not wait for sends.
const SENDS_AT_ONCE = 12;
const sending = connect(url, { sessions: SENDS_AT_ONCE });
const taking = connect(url, { sessions: 10 });

/** As a run is: what was begun stays open until it is done. @returns false when nothing is left */
const workOnNext = async (workspaceId: string, take: number): Promise<boolean> => {
  const { rows } = await sql<{ id: number; ms: number }>`
    select id, ms from storm_rows where workspace_id = ${workspaceId} and take is null
    order by id limit 1`.execute(taking);
  if (!rows[0]) return false;
  await sleep(rows[0].ms);
  await sql`update storm_rows set take = ${take} where id = ${rows[0].id}`.execute(taking);
  return true;
};

const take: Take = async workspaceId => {
  const { rows } = await sql<{ id: number }>`
    insert into storm_takes (workspace_id, pid, began) values (${workspaceId}, ${process.pid}, clock_timestamp())
    returning id`.execute(taking);
  const { id } = rows[0]!;
  while (await workOnNext(workspaceId, id));
  await sleep(Math.random() * LET_GO_MS);
  await sql`update storm_takes set ended = clock_timestamp() where id = ${id}`.execute(taking);
};

const queue = await startQueue(url, log);
for (let thread = 0; thread < THREADS; thread++) await startHands(url, log, take);

/** `to` and `ms`, what its work takes, are drawn unless given. */
export type Sending = { count: number; to?: string; ms?: number };

const send = ({ to, ms }: Sending): Promise<void> =>
  sending.transaction().execute(async tx => {
    const workspaceId = to ?? `T${Math.floor(Math.random() * workspaces)}`;
    await sql`
      insert into storm_rows (workspace_id, ms) values (${workspaceId}, ${ms ?? Math.floor(Math.random() * WORK_MS)})
    `.execute(tx);
    await queue.wake(workspaceId, tx, Math.random() < 0.2);
    await sleep(Math.random() * COMMIT_MS);
  });

process.on('message', async (asked: Sending) => {
  const limit = pLimit(SENDS_AT_ONCE);
  await Promise.all(Array.from({ length: asked.count }, () => limit(() => send(asked))));
  process.send?.('sent');
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
