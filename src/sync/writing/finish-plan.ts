import type { LinePlan } from '../../plan/agreement/agreement-line.ts';
import { isLineChange } from '../../plan/change.ts';
import type { LineMemory } from '../../plan/memory.ts';
import type { AgreementPlan } from '../../plan/plan.ts';
import { removeApplied, saveApplied } from '../../store/applied.ts';
import { recordAudit } from '../../store/audit.ts';
import { inTransaction, type Transaction } from '../../store/database.ts';
import { type Intent, listIntents } from '../../store/intents.ts';
import { forgetMemoriesSince, listMemories, saveMemory } from '../../store/memories.ts';
import { getPlan, movePlan } from '../../store/plans.ts';
import type { AgreementWork, Holder, Work } from './work.ts';

/**
 * Once every change of a customer's plan is settled: what we left on each line, and that the invoice was applied. An
 * invoice of which nothing could be done does not count as applied; what is held in part does not stop the next month.
 */
export async function finishPlan(work: Work, { stored, plan }: AgreementWork): Promise<void> {
  const { context, workspaceId, run } = work;
  const { db, clock } = context;
  const at = clock.now();
  const intents = await listIntents(db, workspaceId, stored.id);
  const done = await linesDone(work, plan, intents);
  if (plan.undoes) return finishUndo(work, { stored, plan }, intents, done);
  const nothingDone =
    plan.lines.length > 0 &&
    done.every(
      ({ line, memory }) => memory === null && (isFailed(line, intents) || line.problems.length > 0),
    );
  await inTransaction(db, async tx => {
    await saveMemories(tx, work, plan, done);
    if (!nothingDone && !plan.apart) {
      for (const { id: tenantId, hash } of plan.tenants) {
        const { id: invoiceId, month } = plan.invoice;
        await saveApplied(tx, workspaceId, {
          agreementId: plan.agreement.id,
          tenantId,
          invoiceId,
          month,
          hash,
          runNumber: run,
          appliedAt: at,
        });
      }
    }
    await movePlan(tx, workspaceId, stored.id, ['approved', 'applying'], 'applied');
    await recordAudit(tx, workspaceId, {
      at,
      actor: `run ${run}`,
      action: 'plan applied',
      subject: plan.agreement.name,
      detail: {
        planId: stored.id,
        checksum: plan.checksum,
        changes: intents.map(({ changeKey, state }) => [changeKey, state]),
      },
    });
  });
}

/**
 * Lines that are as they were before the run are remembered so, and the invoice counts as not applied; while something
 * of it failed, the run stays the customer's newest and can be undone again.
 */
async function finishUndo(
  work: Work,
  { stored, plan }: AgreementWork,
  intents: readonly Intent[],
  done: readonly Done[],
): Promise<void> {
  const { context, workspaceId, run } = work;
  const { agreement, invoice, undoes } = plan;
  if (!undoes) return;
  const failed = done.filter(({ line }) => isHalfWay(line, intents));
  const charges = intents.filter(({ change }) => change.kind === 'remove-charge');
  const isWhole = failed.length === 0 && charges.every(({ state }) => state === 'confirmed');
  const stays = new Set([...failed, ...done.filter(({ line }) => line.holds.length > 0)].map(mineKey));
  const undone = await getPlan(context.db, workspaceId, undoes.planId);
  const all = undone.plan.kind === 'agreement' ? undone.plan.lines.map(({ productKey }) => productKey) : [];
  await inTransaction(context.db, async tx => {
    await forgetMemoriesSince(tx, workspaceId, agreement.id, {
      runNumber: undoes.run,
      productKeys: all.filter(key => !stays.has(key)),
    });
    await saveMemories(tx, work, plan, failed);
    if (isWhole) {
      // Charges alone applied no invoice.
      if (undone.plan.kind === 'agreement' && !undone.plan.apart)
        await removeApplied(tx, workspaceId, { agreementId: agreement.id, invoiceId: invoice.id });
      await movePlan(tx, workspaceId, undoes.planId, ['applied'], 'undone');
    }
    await movePlan(tx, workspaceId, stored.id, ['approved', 'applying'], 'applied');
    await recordAudit(tx, workspaceId, {
      at: context.clock.now(),
      actor: `run ${run}`,
      action: isWhole ? 'plan undone' : 'plan undone in part',
      subject: agreement.name,
      detail: {
        planId: stored.id,
        undoes,
        checksum: plan.checksum,
        changes: intents.map(({ changeKey, state }) => [changeKey, state]),
      },
    });
  });
}

const mineKey = ({ line }: Done): string => line.productKey;

/** Not every change of it is done. */
const isHalfWay = (line: LinePlan, intents: readonly Intent[]): boolean =>
  line.problems.length > 0 || mine(line, intents).some(one => one.state !== 'confirmed');

/** What stands on the lines of a plan that was given up half-way: the next plan must not take it for a stranger's. */
export async function rememberLines(work: Holder, { stored, plan }: AgreementWork): Promise<void> {
  const { db } = work.context;
  const done = await linesDone(work, plan, await listIntents(db, work.workspaceId, stored.id));
  const written = done.filter(({ line }) => line.changes.length > 0);
  await inTransaction(db, tx => saveMemories(tx, work, plan, written));
}

/** Why a line that was never ours and was left alone is still not ours. */
const NOT_OURS: ReadonlySet<string> = new Set(['charged', 'left', 'skipped']);

type Done = { line: LinePlan; memory: LineMemory | null };

async function linesDone(
  { context, workspaceId }: Holder,
  plan: AgreementPlan,
  intents: readonly Intent[],
): Promise<Done[]> {
  const before = await listMemories(context.db, workspaceId, plan.agreement.id);
  return plan.lines.map(line => ({
    line,
    memory: memoryAfter(line, intents, before.get(line.productKey)),
  }));
}

async function saveMemories(
  tx: Transaction,
  { context, workspaceId, run }: Holder,
  { agreement }: AgreementPlan,
  done: readonly Done[],
): Promise<void> {
  const by = { runNumber: run, at: context.clock.now() };
  for (const { memory } of done) if (memory) await saveMemory(tx, workspaceId, agreement.id, memory, by);
}

const mine = (line: LinePlan, intents: readonly Intent[]): Intent[] =>
  intents.filter(one => one.productKey === line.productKey && isLineChange(one.change));

const isFailed = (line: LinePlan, intents: readonly Intent[]): boolean =>
  line.changes.length > 0 && mine(line, intents).every(one => one.state !== 'confirmed');

/** What the line is remembered as; null: as before. */
function memoryAfter(
  line: LinePlan,
  intents: readonly Intent[],
  before: LineMemory | undefined,
): LineMemory | null {
  const changes = mine(line, intents).sort((a, b) => a.position - b.position);
  const confirmed = changes.filter(one => one.state === 'confirmed');
  const last = confirmed.at(-1);
  const ids = { itemId: last?.itemId ?? line.itemId, lineId: last?.lineId ?? line.lineId };
  if (ids.itemId === null) return null;
  if (line.changes.length === 0) {
    const blocked = line.problems.length > 0 || line.holds.length > 0;
    // A line that was never ours and was left alone is still not ours: its first sync will ask.
    const foreign = before === undefined && line.exclusions.some(one => NOT_OURS.has(one.reason));
    return blocked || foreign ? null : { ...line.leaves, ...ids };
  }
  if (last === undefined) return null;
  if (confirmed.length === changes.length) return { ...line.leaves, ...ids };
  // Half-way: what stands is ours, what it was for is as before.
  const state = last.change.kind === 'adjust' ? last.change.after : line.leaves.state;
  return { ...line.leaves, subscriptions: before?.subscriptions ?? [], ...ids, state };
}
