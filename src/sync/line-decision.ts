/** What becomes of a decision about one line, invoice line, product or item (rules 2–5, 8). */
import { StaleError } from '../errors.ts';
import type { LinePlan } from '../plan/agreement/agreement-line.ts';
import type { DateText, Month } from '../plan/numbers/calendar.ts';
import type { AgreementPlan } from '../plan/plan.ts';
import type { Choice } from '../plan/standing.ts';
import { reportCustomer } from '../plan/tally/customer.ts';
import type { Outcome } from '../plan/tally/reports.ts';
import { reportProducts } from '../plan/tally/run.ts';
import { saveLink, skipProduct } from '../store/catalogue.ts';
import type { Transaction } from '../store/database.ts';
import { saveDecision } from '../store/decisions.ts';
import { findIntent, listIntentsOf } from '../store/intents.ts';
import { settleIntent } from '../store/ledger.ts';
import { saveMatches } from '../store/matches.ts';
import type { StoredPlan } from '../store/plans.ts';

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

/** Writes a decision down where the next plan reads it. @throws StaleError when nothing the plan found offers that choice */
export async function carryDecision(
  tx: Transaction,
  stored: StoredPlan,
  verdict: LineVerdict,
  at: Date,
): Promise<void> {
  const { workspaceId, productKey, choice, subject, by } = verdict;
  const outcomes = await listIntentsOf(tx, workspaceId, [stored.id]);
  if (!ALWAYS.has(choice) && !offered(stored, outcomes, verdict).includes(choice)) {
    throw new StaleError(`Nothing of this plan can be decided by “${choice.replaceAll('-', ' ')}”.`);
  }
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
        // Without it every line of the agreement would be left, or none charged.
        subject: ABOUT_ONE.has(choice) && productKey === null ? needed(subject, choice) : (subject ?? null),
        through: await throughOf(tx, verdict, line),
        by,
        at,
        runNumber: stored.runNumber,
      });
    }
  }
}

/** Of no finding: an older invoice's own days are decided about the customer, and looking again is always allowed. */
const ALWAYS: ReadonlySet<Choice> = new Set(['own-days', 'check-again']);

/** Choices about one invoice line where no product tells. */
const ABOUT_ONE: ReadonlySet<Choice> = new Set(['bill-as-charge', 'leave']);

function offered(
  { plan, id, state }: StoredPlan,
  outcomes: readonly Outcome[],
  { productKey, choice, subject }: LineVerdict,
): Choice[] {
  if (plan.kind === 'products') {
    return reportProducts(plan, { id }, outcomes).products.flatMap(
      ({ productKey: key, outcome, problem }) => {
        if (key !== productKey) return [];
        if (outcome.kind === 'held') return outcome.hold.choices;
        return outcome.kind === 'adopt' || problem?.startsWith('name-taken')
          ? ['adopt-item', 'skip-item']
          : [];
      },
    );
  }
  const report = reportCustomer(plan, { id, state }, outcomes);
  // A product is mapped to, not from: the line it comes from has none.
  const lines = report.lines.filter(line => line.productKey === productKey || choice === 'map-product');
  const whole = productKey === null || choice === 'map-product' ? [report, ...report.charges] : [];
  return [...whole, ...lines]
    .flatMap(found => [...found.holds, ...found.problems, ...('exclusions' in found ? found.exclusions : [])])
    .filter(
      found =>
        subject === undefined || !ABOUT_ONE.has(choice) || productKey !== null || found.subject === subject,
    )
    .flatMap(({ choices = [] }) => choices);
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
async function throughOf(
  tx: Transaction,
  { workspaceId, planId, choice }: LineVerdict,
  line: LinePlan | null,
): Promise<DateText | null> {
  if (choice === 'next-open-period') return line?.assumes.postedThrough ?? null;
  if (choice !== 'one-day-later') return null;
  for (const { key, effective } of line?.changes ?? []) {
    const intent = await findIntent(tx, workspaceId, { planId, changeKey: key });
    if (intent?.state === 'held' && intent.code === 'same-date') return effective;
  }
  throw new StaleError('No change of this line was refused for its day.');
}

/** It may be there, or is there and not as it was sent. */
const UNTOLD: ReadonlySet<string> = new Set(['unsettled', 'charge-differs']);

/** A person looked and says that the change is there although it could not be told. */
async function markAsDone(
  tx: Transaction,
  stored: StoredPlan,
  verdict: LineVerdict,
  at: Date,
): Promise<void> {
  const { workspaceId, planId, productKey, subject } = verdict;
  const { plan } = stored;
  const ofLine = plan.kind === 'agreement' ? (lineOf(plan, productKey)?.changes ?? []) : [];
  const charges = plan.kind === 'agreement' && productKey === null ? plan.charges : [];
  for (const { key } of [...ofLine, ...charges.filter(one => one.key === subject)]) {
    const intent = await findIntent(tx, workspaceId, { planId, changeKey: key });
    if (intent?.state === 'held' && UNTOLD.has(intent.code ?? '')) {
      await settleIntent(
        tx,
        workspaceId,
        { planId, changeKey: key },
        { state: 'confirmed', words: 'marked as done by a person', at },
      );
    }
  }
}
