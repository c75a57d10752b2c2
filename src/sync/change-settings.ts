import type { ProgramSettings } from '../plan/settings.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { reviveDead } from '../store/outbox-queue.ts';
import { getSettings, saveSettings } from '../store/settings.ts';
import { PROGRAM, type SyncContext } from './sync-context.ts';

/** Changes what is given; each change is in the audit with what it was before. @returns the names that changed */
export async function changeSettings(
  { db, clock, wake }: SyncContext,
  { workspaceId, by, changed }: { workspaceId: string; by: string; changed: Partial<ProgramSettings> },
): Promise<(keyof ProgramSettings)[]> {
  return inTransaction(db, async tx => {
    const before = await getSettings(tx, workspaceId, PROGRAM);
    const names = (Object.keys(changed) as (keyof ProgramSettings)[]).filter(
      name => JSON.stringify(before[name]) !== JSON.stringify(changed[name]),
    );
    if (names.length === 0) return [];
    await saveSettings(
      tx,
      workspaceId,
      PROGRAM,
      Object.fromEntries(names.map(name => [name, changed[name]])),
    );
    await recordAudit(tx, workspaceId, {
      at: clock.now(),
      actor: by,
      action: 'settings changed',
      subject: names.join(', '),
      detail: Object.fromEntries(names.map(name => [name, { before: before[name], after: changed[name] }])),
    });
    // Messages that the old channel did not take are tried in the new one; work that was paused goes on.
    if (names.includes('channelId')) await reviveDead(tx, workspaceId, clock.now());
    if (names.includes('syncOn') && changed.syncOn) await wake(workspaceId, tx, true);
    return names;
  });
}
