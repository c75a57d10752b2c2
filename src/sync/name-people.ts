import { UserError } from '../errors.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction, type Transaction } from '../store/database.ts';
import { listPeople, type Named, removePerson, savePerson } from '../store/people.ts';
import type { SyncContext } from './sync-context.ts';

type Who = Pick<Named, 'kind' | 'id'>;

/**
 * Gives people and user groups a role, in place of the one they had.
 * @throws UserError `last-admin` when nobody who was named would be admin any more
 */
export async function namePeople(
  { db, clock }: SyncContext,
  {
    workspaceId,
    by,
    who,
    role,
  }: { workspaceId: string; by: string; who: readonly Who[]; role: Named['role'] },
): Promise<void> {
  const at = clock.now();
  await inTransaction(db, async tx => {
    const hadAdmin = await hasAdmin(tx, workspaceId);
    for (const one of who) await savePerson(tx, workspaceId, { ...one, role, namedBy: by, namedAt: at });
    for (const one of who) {
      await recordAudit(tx, workspaceId, {
        at,
        actor: by,
        action: `named ${role}`,
        subject: one.id,
        detail: { kind: one.kind },
      });
    }
    if (hadAdmin && !(await hasAdmin(tx, workspaceId))) throw lastAdmin();
  });
}

/** @returns false when they had none @throws UserError `last-admin` */
export async function removeRole(
  { db, clock }: SyncContext,
  { workspaceId, by, kind, id }: { workspaceId: string; by: string } & Who,
): Promise<boolean> {
  return inTransaction(db, async tx => {
    const hadAdmin = await hasAdmin(tx, workspaceId);
    if (!(await removePerson(tx, workspaceId, { kind, id }))) return false;
    if (hadAdmin && !(await hasAdmin(tx, workspaceId))) throw lastAdmin();
    await recordAudit(tx, workspaceId, {
      at: clock.now(),
      actor: by,
      action: 'role removed',
      subject: id,
      detail: { kind },
    });
    return true;
  });
}

const hasAdmin = async (tx: Transaction, workspaceId: string): Promise<boolean> =>
  (await listPeople(tx, workspaceId)).some(({ role }) => role === 'admin');

const lastAdmin = (): UserError =>
  new UserError('Then nobody who was named would be an admin any more; nothing was changed.', {
    code: 'last-admin',
    remedy: 'Name another admin first.',
  });
