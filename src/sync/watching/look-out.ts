import { alarmKey } from '../../plan/watch/alarm.ts';
import { changeAlarm, endAlarm, listOpenAlarms, raiseAlarm } from '../../store/alarms.ts';
import { inTransaction } from '../../store/database.ts';
import { findNewestMonth } from '../../store/month-state.ts';
import type { SyncContext } from '../sync-context.ts';
import { observe } from './observe.ts';

/**
 * Compares what needs a person now with what people were told: raises each alarm once, changes it when it is another,
 * and ends it when it is solved. It asks the database alone: neither a worker nor anybody outside has to answer.
 */
export async function lookOut(context: SyncContext, workspaceId: string): Promise<void> {
  const { db, clock } = context;
  const since = clock.now();
  const known = new Set((await listOpenAlarms(db, workspaceId)).map(({ key }) => key));
  for (const alarm of await observe(context, workspaceId)) {
    const key = alarmKey(alarm);
    if (known.has(key)) continue;
    await inTransaction(db, async tx => {
      if (!(await raiseAlarm(tx, workspaceId, { key, since, alarm }))) return;
      await context.announce({ kind: 'alarm-changed', workspaceId, key, since, over: null, alarm }, tx);
    });
  }
  await settleAlarms(context, workspaceId);
  const month = await findNewestMonth(db, workspaceId);
  if (month !== null)
    await inTransaction(db, tx => context.announce({ kind: 'month-looked-at', workspaceId, month }, tx));
}

/** Ends the alarms that are solved and brings the others up to date; raises none. */
export async function settleAlarms(context: SyncContext, workspaceId: string): Promise<void> {
  const { db, clock } = context;
  const open = await listOpenAlarms(db, workspaceId);
  if (open.length === 0) return;
  const at = clock.now();
  const seen = new Map((await observe(context, workspaceId)).map(alarm => [alarmKey(alarm), alarm]));
  for (const { key, since, alarm: before } of open) {
    const alarm = seen.get(key);
    await inTransaction(db, async tx => {
      const told = alarm
        ? await changeAlarm(tx, workspaceId, key, alarm)
        : await endAlarm(tx, workspaceId, key, at);
      if (!told) return;
      const over = alarm ? null : at;
      const event = { kind: 'alarm-changed' as const, workspaceId, key, since, over };
      await context.announce({ ...event, alarm: alarm ?? before }, tx);
    });
  }
}
