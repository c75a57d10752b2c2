/**
 * What people decide: plans as a whole, and the lines a plan held. Who may decide is checked by whoever took the click;
 * here it is checked that there is something to decide, that it is the thing the person saw, and that it is decided once.
 */
import { StaleError, UserError } from '../errors.ts';
import type { LinePlan } from '../plan/agreement-line.ts';
import type { DateText, Month } from '../plan/calendar.ts';
import type { AgreementPlan, ProductPlan } from '../plan/plan.ts';
import type { Choice } from '../plan/standing.ts';
import { recordAudit } from '../store/audit.ts';
import { saveLink, skipProduct } from '../store/catalogue.ts';
import { inTransaction, type Transaction } from '../store/database.ts';
import { saveDecision } from '../store/decisions.ts';
import { findIntent } from '../store/intents.ts';
import { settleIntent } from '../store/ledger.ts';
import { saveMatches } from '../store/matches.ts';
import { decidePlan, getPlan, type PlanHead, type StoredPlan } from '../store/plans.ts';
import { getRun, moveRun } from '../store/runs.ts';
import { getSettings } from '../store/settings.ts';
import { PROGRAM, type SyncContext } from './sync-context.ts';

export type PlanVerdict = {
  workspaceId: string;
  planId: string;
  /** Of the plan the person saw. */
  checksum: string;
  decision: 'approved' | 'rejected';
  by: string;
  reason?: string;
};

/**
 * Approves or rejects a proposed plan. The first decision counts; a later one is told whose that was.
 * @throws StaleError when there is no such plan or it is not the one that was seen
 * @throws UserError `own-request` when the person may not approve what they asked for
 */
export async function decideOnPlan(
  context: SyncContext,
  verdict: PlanVerdict,
): Promise<{ won: boolean; plan: PlanHead }> {
  const { db, clock } = context;
  const { workspaceId, planId, checksum, decision, by, reason } = verdict;
  const at = clock.now();
  const stored = await getPlan(db, workspaceId, planId);
  const run = await getRun(db, workspaceId, stored.runNumber);
  const { ownApproval } = await getSettings(db, workspaceId, PROGRAM);
  if (decision === 'approved' && !ownApproval && run.requestedBy === by) {
    throw new UserError('You asked for this sync, and here nobody approves what they asked for themselves.', {
      code: 'own-request',
      remedy: 'Ask another operator to approve it.',
    });
  }
  const outcome = await inTransaction(db, async tx => {
    const decided = await decidePlan(tx, workspaceId, {
      planId,
      checksum,
      state: decision,
      by,
      reason: reason ?? null,
      at,
    });
    if (decided.won && decision === 'approved') {
      await moveRun(tx, workspaceId, stored.runNumber, ['proposed', 'done'], 'approved', 'Running');
    }
    if (decided.won) {
      const subject = stored.plan.kind === 'agreement' ? stored.plan.agreement.name : 'products';
      await recordAudit(tx, workspaceId, {
        at,
        actor: by,
        action: `plan ${decision}`,
        subject,
        detail: { planId, checksum, reason },
      });
    }
    return decided;
  });
  if (outcome.won) {
    await context.announce({
      kind: 'plan-decided',
      workspaceId,
      run: stored.runNumber,
      planId,
      by,
      decision,
    });
  }
  return outcome;
}

export type LineVerdict = {
  workspaceId: string;
  planId: string;
  /** null: what concerns no single line. */
  productKey: string | null;
  choice: Choice;
  /** The subscription, item or product decided about, where the choice needs one. */
  subject?: string;
  /** The usage month decided about, where it is not the plan's: an older invoice's. */
  month?: Month;
  by: string;
};

/**
 * Writes down what a person decided about something a plan held. Nothing is written to the target: the line is planned
 * again by the next sync of the customer, with the decision (rules 4.8).
 * @throws StaleError when the plan does not offer that choice
 */
export async function decideOnLine(context: SyncContext, verdict: LineVerdict): Promise<void> {
  const { db, clock } = context;
  const { workspaceId, planId, choice, by } = verdict;
  const stored = await getPlan(db, workspaceId, planId);
  const at = clock.now();
  await inTransaction(db, async tx => {
    await carry(tx, stored, verdict, at);
    await recordAudit(tx, workspaceId, {
      at,
      actor: by,
      action: `decided ${choice}`,
      subject: verdict.productKey ?? stored.subject,
      detail: { planId, subject: verdict.subject },
    });
  });
}

async function carry(tx: Transaction, stored: StoredPlan, verdict: LineVerdict, at: Date): Promise<void> {
  const { workspaceId, productKey, choice, subject, by } = verdict;
  switch (choice) {
    case 'adopt-item': {
      const itemId = needed(subject, choice);
      await saveLink(tx, workspaceId, {
        productKey: needed(productKey, choice),
        itemId,
        itemName: itemId,
        origin: 'adopted',
        at,
      });
      return;
    }
    case 'skip-item':
      await skipProduct(tx, workspaceId, needed(productKey, choice), at);
      return;
    case 'map-product':
      // The offer's name or the subscription is remembered for the product chosen.
      await saveMatches(
        tx,
        workspaceId,
        'offer',
        new Map([[needed(subject, choice), needed(productKey, choice)]]),
      );
      return;
    case 'check-again':
      // Nothing to write down: the next sync plans the line from what the target holds.
      return;
    case 'bill-as-charge':
      throw new UserError('Contract charges are not written by this version.', {
        code: 'not-offered',
        remedy: 'Enter the charge in Autotask by hand, and leave the line here.',
      });
    case 'mark-as-done':
      await markAsDone(tx, stored, verdict, at);
      return;
    default: {
      if (stored.plan.kind !== 'agreement') throw new StaleError('Only a customer’s plan holds lines.');
      const line = lineOf(stored.plan, productKey);
      await saveDecision(tx, workspaceId, {
        agreementId: stored.plan.agreement.id,
        productKey,
        month: verdict.month ?? stored.plan.invoice.month,
        choice,
        subject: subject ?? null,
        through: throughOf(choice, line),
        by,
        at,
        runNumber: stored.runNumber,
      });
    }
  }
}

const needed = (value: string | null | undefined, choice: Choice): string => {
  if (!value) throw new StaleError(`${choice} needs to know what it is about.`);
  return value;
};

function lineOf(plan: AgreementPlan, productKey: string | null): LinePlan | null {
  if (productKey === null) return null;
  const line = plan.lines.find(one => one.productKey === productKey);
  if (!line) throw new StaleError(`This plan has no line of ${productKey}.`);
  return line;
}

/** The last day that stays as it is by this choice, inclusive. */
function throughOf(choice: Choice, line: LinePlan | null): DateText | null {
  if (choice === 'next-open-period') return line?.assumes.postedThrough ?? null;
  if (choice === 'one-day-later') return line?.changes[0]?.effective ?? null;
  return null;
}

/** A person looked and says that the change is there although it could not be told. */
async function markAsDone(
  tx: Transaction,
  stored: StoredPlan,
  verdict: LineVerdict,
  at: Date,
): Promise<void> {
  const { workspaceId, planId, productKey } = verdict;
  const changes = stored.plan.kind === 'agreement' ? (lineOf(stored.plan, productKey)?.changes ?? []) : [];
  for (const { key } of changes) {
    const intent = await findIntent(tx, workspaceId, { planId, changeKey: key });
    if (intent?.state === 'held' && intent.code === 'unsettled') {
      await settleIntent(
        tx,
        workspaceId,
        { planId, changeKey: key },
        { state: 'confirmed', words: 'marked as done by a person', at },
      );
    }
  }
}

/** Services of the former product, all at once: each becomes the item of the product it was proposed for (rules 2). */
export async function adoptAll(
  context: SyncContext,
  asked: { workspaceId: string; planId: string; by: string },
): Promise<number> {
  const { db, clock } = context;
  const { plan } = await getPlan(db, asked.workspaceId, asked.planId);
  const proposed = plan.kind === 'products' ? adoptable(plan) : [];
  const at = clock.now();
  await inTransaction(db, async tx => {
    for (const { productKey, itemId, itemName } of proposed) {
      await saveLink(tx, asked.workspaceId, { productKey, itemId, itemName, origin: 'adopted', at });
    }
    await recordAudit(tx, asked.workspaceId, {
      at,
      actor: asked.by,
      action: 'services adopted',
      subject: `${proposed.length} services`,
      detail: proposed,
    });
  });
  return proposed.length;
}

const adoptable = (plan: ProductPlan) =>
  plan.products.flatMap(({ productKey, outcome }) =>
    outcome.kind === 'adopt' ? [{ productKey, itemId: outcome.itemId, itemName: outcome.itemName }] : [],
  );
