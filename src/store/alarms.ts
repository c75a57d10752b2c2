/** Alarms that were raised, and when each was over. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Alarm } from '../plan/watch/alarm.ts';
import { toJson } from './values.ts';

export type RaisedAlarm = { key: string; since: Date; alarm: Alarm };

/** Those that go on, the oldest first. */
export const listOpenAlarms = (db: Database, workspaceId: string): Promise<RaisedAlarm[]> =>
  db
    .selectFrom('alarms')
    .select(['key', 'since', 'alarm'])
    .where('workspace_id', '=', workspaceId)
    .where('over_at', 'is', null)
    .orderBy('since')
    .orderBy('key')
    .execute();

/** @returns false when it goes on already: of one key there is one */
export async function raiseAlarm(
  db: Database,
  workspaceId: string,
  { key, since, alarm }: RaisedAlarm,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into alarms (workspace_id, key, since, alarm)
    values (${workspaceId}, ${key}, ${since}, ${toJson(alarm)}::jsonb)
    on conflict do nothing
  `.execute(db);
  return numAffectedRows === 1n;
}

/** It goes on, and is told otherwise now. @returns false when it is over, or says that already */
export async function changeAlarm(
  db: Database,
  workspaceId: string,
  key: string,
  alarm: Alarm,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update alarms set alarm = ${toJson(alarm)}::jsonb
    where workspace_id = ${workspaceId} and key = ${key} and over_at is null
      and alarm <> ${toJson(alarm)}::jsonb
  `.execute(db);
  return numAffectedRows === 1n;
}

/** @returns false when it was over before */
export async function endAlarm(db: Database, workspaceId: string, key: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('alarms')
    .set({ over_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', key)
    .where('over_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
