import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';

/**
 * The newest plan of each subject, where that one has something held or failed: in its own findings, or by what became
 * of its writes. Plans that count no more (previews, replaced, expired, rejected) are passed over.
 * @returns ids, newest first
 */
export async function listPlansWithFindings(
  db: Database,
  workspaceId: string,
  {
    offers = false,
  }: { /** Also where something that was left out may be billed otherwise. */ offers?: boolean } = {},
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with newest as (
      select distinct on (subject) workspace_id, id, body, made_at
      from plans
      where workspace_id = ${workspaceId} and state not in ('preview', 'replaced', 'expired', 'rejected')
      order by subject, run_number desc
    )
    select id from newest n
    where (${offers} and jsonb_path_exists(body, '$.exclusions[*].choices[*]'))
      or jsonb_path_exists(body, '$.holds[*]') or jsonb_path_exists(body, '$.problems[*]')
      or jsonb_path_exists(body, '$.lines[*].holds[*]') or jsonb_path_exists(body, '$.lines[*].problems[*]')
      or jsonb_path_exists(body, '$.products[*].outcome ? (@.kind == "held" || @.kind == "adopt")')
      or exists (
        select from ledger l
        where l.workspace_id = n.workspace_id and l.plan_id = n.id and l.state in ('held', 'failed', 'unknown')
      )
    order by made_at desc, id
  `.execute(db);
  return rows.map(({ id }) => id);
}
