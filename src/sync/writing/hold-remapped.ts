import { type Strategy, sends } from '../../plan/agreement/prices.ts';
import type { Change } from '../../plan/change.ts';
import type { Mapping } from '../../plan/settings.ts';
import { listIntentsOf } from '../../store/intents.ts';
import { listMappings } from '../../store/mappings.ts';
import { type AgreementWork, settle, type Work } from './work.ts';

/**
 * Somebody mapped a customer otherwise after its plan was made: what is not sent of the plan is held, lest its seats
 * stand on two contracts, or anything is written for a customer who is left out by now (rules 7).
 */
export async function holdRemapped(work: Work, agreements: readonly AgreementWork[]): Promise<void> {
  const { context, workspaceId } = work;
  // What is taken back stands where it was written, whoever it is mapped to now; charges of their own name their contract.
  const due = agreements.filter(({ plan }) => !plan.undoes && !plan.apart);
  if (due.length === 0) return;
  const byTenant = new Map(
    (await listMappings(context.db, workspaceId)).map(mapping => [mapping.tenantId, mapping]),
  );
  const moved = due.flatMap(({ stored, plan }) => {
    const mappings = plan.tenants.map(({ id }) => byTenant.get(id));
    const why = mappings.map(mapping => whyNot(mapping, plan.agreement.id)).find(one => one !== null);
    const strategies = mappings.flatMap(mapping => mapping?.strategy ?? []);
    return why || strategies.length > 0 ? [{ planId: stored.id, why: why ?? null, strategies }] : [];
  });
  const planned = (
    await listIntentsOf(
      context.db,
      workspaceId,
      moved.map(({ planId }) => planId),
    )
  ).filter(({ state }) => state === 'planned');
  for (const { planId, why, strategies } of moved) {
    const mine = planned.filter(intent => intent.planId === planId);
    const unwanted = new Set(
      mine.filter(({ change }) => isUnwanted(change, strategies)).map(one => one.productKey),
    );
    for (const intent of mine) {
      const words = why ?? (unwanted.has(intent.productKey) ? 'its pricing strategy was changed' : null);
      if (words !== null) await settle(work, intent, { state: 'held', code: 'stale', words });
    }
  }
}

function whyNot(mapping: Mapping | undefined, agreementId: string): string | null {
  if (mapping?.agreementId !== agreementId) return 'its customer was mapped to another contract';
  if (mapping.excludedBecause !== null) return 'its customer was left out';
  if (!mapping.syncOn) return 'the sync of its customer was switched off';
  return mapping.shadow ? 'its customer was set to be watched only' : null;
}

/** It would send a price or cost that no strategy of its customers sends any more. */
const isUnwanted = (change: Change, strategies: readonly Strategy[]): boolean =>
  change.kind === 'adjust' &&
  ((change.unitPrice !== undefined && !strategies.some(sends.price)) ||
    (change.unitCost !== undefined && !strategies.some(sends.cost)));
