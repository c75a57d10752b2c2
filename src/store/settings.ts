import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import { DEFAULT_SETTINGS, type ProgramSettings } from '../plan/settings.ts';
import { toJson } from './values.ts';

/** What the workspace decided, and the defaults for what it did not. */
export async function getSettings(
  db: Database,
  workspaceId: string,
  program: string,
): Promise<ProgramSettings> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('workspace_id', '=', workspaceId)
    .where('program', '=', program)
    .executeTakeFirst();
  const decided = row?.value ?? {};
  return {
    ...DEFAULT_SETTINGS,
    ...decided,
    safety: { ...DEFAULT_SETTINGS.safety, ...decided.safety },
  };
}

/** Changes the settings given and leaves the others as they are. */
export async function saveSettings(
  db: Database,
  workspaceId: string,
  program: string,
  changed: Partial<ProgramSettings>,
): Promise<void> {
  await db
    .insertInto('settings')
    .values({ workspace_id: workspaceId, program, value: toJson(changed) })
    .onConflict(conflict =>
      conflict
        .columns(['workspace_id', 'program'])
        .doUpdateSet({ value: sql`settings.value || excluded.value` }),
    )
    .execute();
}

/** Whether the workspace decided that setting, rather than going by its default. */
export async function isDecided(
  db: Database,
  workspaceId: string,
  program: string,
  name: keyof ProgramSettings,
): Promise<boolean> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('workspace_id', '=', workspaceId)
    .where('program', '=', program)
    .executeTakeFirst();
  return row !== undefined && name in row.value;
}
