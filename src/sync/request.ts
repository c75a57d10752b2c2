import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { saveRun } from '../store/runs.ts';
import type { SyncContext } from './sync-context.ts';

export type Request = {
  workspaceId: string;
  kind: 'customers' | 'products';
  /** Who asked; null: the timetable. */
  by: string | null;
  /** Only these; absent: all. */
  tenantIds?: string[];
  productKeys?: string[];
  retryOf?: number;
  /** A run that is to be taken back. */
  undoes?: number;
  /** The timetable's tick; a second request for it is none. */
  period?: string;
  /** Only to be looked at: its plans are never written. */
  preview?: boolean;
};

/** Writes down that a sync is wanted. @returns the run's number; null when the tick was asked for already */
export async function request(context: SyncContext, asked: Request): Promise<number | null> {
  const { db, clock } = context;
  const trigger = triggerOf(asked);
  return inTransaction(db, async tx => {
    const run = await saveRun(tx, asked.workspaceId, {
      kind: asked.kind,
      requestedBy: asked.by,
      trigger,
      scope:
        asked.tenantIds || asked.productKeys
          ? {
              ...(asked.tenantIds ? { tenantIds: asked.tenantIds } : {}),
              ...(asked.productKeys ? { productKeys: asked.productKeys } : {}),
            }
          : null,
      retryOf: asked.retryOf ?? null,
      undoes: asked.undoes ?? null,
      period: asked.period ?? null,
      at: clock.now(),
    });
    if (!run.isNew) return null;
    await recordAudit(tx, asked.workspaceId, {
      at: clock.now(),
      actor: asked.by ?? 'timetable',
      action: 'run requested',
      subject: `run ${run.number}`,
      detail: {
        kind: asked.kind,
        tenantIds: asked.tenantIds,
        productKeys: asked.productKeys,
        retryOf: asked.retryOf,
        undoes: asked.undoes,
      },
    });
    await context.announce(
      { kind: 'run-requested', workspaceId: asked.workspaceId, run: run.number, by: asked.by },
      tx,
    );
    await context.wake(asked.workspaceId, tx, trigger !== 'timetable');
    return run.number;
  });
}

function triggerOf({ preview, retryOf, by }: Request): 'preview' | 'retry' | 'timetable' | 'person' {
  if (preview) return 'preview';
  if (retryOf !== undefined) return 'retry';
  return by === null ? 'timetable' : 'person';
}
