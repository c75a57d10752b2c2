/** What is due in all workspaces that are open, for the timetable: it says who is to be woken, and tells nothing else. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Month } from '../plan/numbers/calendar.ts';
import { DEFAULT_SETTINGS } from '../plan/settings.ts';
import type { ChoreKind } from './chores.ts';

export type CheckTimes = {
  workspaceId: string;
  /** `HH:MM` in the time zone. */
  checkAt: string;
  timeZone: string;
  /** The newest usage month that a standard invoice was read for. */
  newestMonth: Month | null;
  /** The newest tick that invoices were to be looked for, an ISO instant. */
  tick: string | null;
};

/** Where invoices are looked for by themselves: syncing is on, and PRISM lets us in. */
export async function listCheckTimes(db: Database, program: string): Promise<CheckTimes[]> {
  const { rows } = await sql<CheckTimes>`
    select w.id as "workspaceId",
      coalesce(s.value->>'checkAt', ${DEFAULT_SETTINGS.checkAt}) as "checkAt",
      coalesce(s.value->>'timeZone', ${DEFAULT_SETTINGS.timeZone}) as "timeZone",
      (
        select max(month) from invoice_revisions
        where workspace_id = w.id and (kind is null or kind = 'standard')
      ) as "newestMonth",
      c.tick
    from workspaces w
    join connections p on p.workspace_id = w.id and p.kind = 'prism' and p.state = 'connected'
    left join settings s on s.workspace_id = w.id and s.program = ${program}
    left join chores c on c.workspace_id = w.id and c.kind = 'invoices'
    where w.closed_at is null and coalesce((s.value->>'syncOn')::boolean, true)
    order by w.id
  `.execute(db);
  return rows;
}

/** As many at once, so that one transaction stays short. */
const BATCH = 500;

/**
 * Wants a chore where something is connected and it was last tried before `before`, or never.
 * @returns the workspaces to be woken; one that somebody else wanted it for is not among them
 */
export async function wantStale(
  db: Database,
  kind: ChoreKind,
  { now, before }: { now: Date; before: Date },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    insert into chores (workspace_id, kind, wanted_at)
    select w.id, ${kind}, ${now} from workspaces w
    left join chores c on c.workspace_id = w.id and c.kind = ${kind}
    where w.closed_at is null
      and exists (select from connections where workspace_id = w.id and checked_at < ${before})
      and c.wanted_at is null and coalesce(c.tried_at, '-infinity') < ${before}
    order by c.tried_at nulls first
    limit ${BATCH}
    on conflict (workspace_id, kind) do update set wanted_at = excluded.wanted_at, retry_at = null
      where chores.wanted_at is null and coalesce(chores.tried_at, '-infinity') < ${before}
    returning workspace_id as id
  `.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Wants again what could not be done and whose time to be tried again has come.
 * @returns the workspaces to be woken
 */
export async function wantRetries(db: Database, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update chores set wanted_at = ${now}, retry_at = null
    from workspaces w
    where w.id = chores.workspace_id and w.closed_at is null and retry_at <= ${now}
    returning chores.workspace_id as id
  `.execute(db);
  return [...new Set(rows.map(({ id }) => id))];
}
