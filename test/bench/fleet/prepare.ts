import { sql } from 'kysely';
import type { Context } from '../../../src/context.ts';
import { saveConnection } from '../../../src/store/connections.ts';
import { type Database, inTransaction } from '../../../src/store/database.ts';
import { saveInstallation } from '../../../src/store/installations.ts';
import { saveMapping } from '../../../src/store/mappings.ts';
import { saveSettings } from '../../../src/store/settings.ts';
import { saveWorkspace } from '../../../src/store/workspaces.ts';
import { PROGRAM } from '../../../src/sync/sync-context.ts';
import type { Sides } from './far-sides.ts';

/** The `index`th workspace is installed, and connected to PRISM and to an Autotask of its own. @returns its id */
export async function connectWorkspace(
  { db, seal, clock }: Context,
  { prism, autotasks }: Sides,
  index: number,
): Promise<string> {
  const id = idOf(index);
  const { url, credentials } = autotasks[index]!;
  const at = clock.now();
  const installation = { bot: { token: 'xoxb-bench', id: 'B0BENCH', userId: 'U0BENCH' } };
  await saveWorkspace(db, { id, name: `Workspace ${index + 1}`, at });
  await saveInstallation(db, id, seal, { installation, installedBy: 'U0BOSS', installedAt: at });
  for (const connection of [
    { kind: 'prism' as const, credentials: prism.client, home: null },
    { kind: 'autotask' as const, credentials, home: url },
  ])
    await saveConnection(db, id, seal, { ...connection, hint: 'ench', at });
  return id;
}

/** Its customers are mapped, and nobody has to approve what it plans. */
export async function mapWorkspace({ db }: Context, { billingCodeId, mappings }: Sides, id: string) {
  await saveSettings(db, id, PROGRAM, {
    billingCodeId,
    currency: 'AUD',
    channelId: 'C0BILLING',
    approval: 'never',
  });
  for (const one of mappings) await saveMapping(db, id, one);
}

const idOf = (index: number): string => `T${String(index + 1).padStart(6, '0')}`;

/** What is sealed or chained for its workspace alone; the copies have their own. */
const OWN = ['installations', 'connections', 'audit', 'audit_heads'];

/** Everything the database holds of `of` is there again for each of `ids`, which are connected already. */
export async function copyWorkspace(db: Database, of: string, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select table_name as "table", array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns
    where table_schema = 'public' and is_identity = 'NO' and is_generated = 'NEVER'
    group by table_name having 'workspace_id' = any(array_agg(column_name::text))
  `.execute(db);
  await inTransaction(db, async tx => {
    // Every row they refer to is copied too; only the order would matter.
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const { table, columns } of rows.filter(one => !OWN.includes(one.table))) {
      const others = sql.join(columns.filter(name => name !== 'workspace_id').map(name => sql.ref(name)));
      await sql`
        insert into ${sql.table(table)} (workspace_id, ${others})
        select copy_id, ${others} from ${sql.table(table)}, unnest(${ids}::text[]) as copies (copy_id)
        where workspace_id = ${of}
      `.execute(tx);
    }
    await sql`
      update workspaces set last_run = (select last_run from workspaces where id = ${of}) where id = any(${ids})
    `.execute(tx);
  });
}
