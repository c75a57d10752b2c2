/**
 * Writes the contract charges of a handful of customers in waves: one look for all their marks, then what is to be made or
 * taken back, then the look again, which confirms it. A charge that stands under its mark is made, whoever made it.
 */
import type { Charge, RemoveCharge } from '../../plan/change.ts';
import type { Agreement, StandingCharge } from '../../plan/current.ts';
import { equalAt } from '../../plan/numbers/decimal.ts';
import { type Intent, listIntentsOf } from '../../store/intents.ts';
import { eachUntilError, type Turn } from './each-until-error.ts';
import { isUnsettled, settleByReading } from './unsettled.ts';
import { type AgreementWork, pause, send, settle, type Work } from './work.ts';

type Making = Intent & { change: Charge };
type Removing = Intent & { change: RemoveCharge };
type Standing = {
  agreements: ReadonlyMap<string, Agreement>;
  charges: ReadonlyMap<string, readonly StandingCharge[]>;
};

/** Until every intent on charges of these plans is settled. @throws Superseded @throws UserError `unauthorized` */
export async function writeCharges(work: Work, handful: readonly AgreementWork[]): Promise<void> {
  const ids = handful.filter(({ plan }) => plan.charges.length > 0).map(({ stored }) => stored.id);
  for (;;) {
    const intents = await listIntentsOf(work.context.db, work.workspaceId, ids);
    const open = intents
      .filter(intent => intent.state === 'planned' || isUnsettled(intent))
      .filter((one): one is Making | Removing => isMaking(one) || isRemoving(one));
    if (open.length === 0) return;
    const standing = await readStanding(work, open);
    const waits = await eachUntilError(open, work.gate, (intent, turn) =>
      isMaking(intent) ? make(work, intent, standing, turn) : remove(work, intent, standing, turn),
    );
    if (waits.every(wait => wait > 0)) await pause(work, Math.min(...waits));
  }
}

const isMaking = (intent: Intent): intent is Making => intent.change.kind === 'charge';
const isRemoving = (intent: Intent): intent is Removing => intent.change.kind === 'remove-charge';

async function readStanding({ target }: Work, open: readonly (Making | Removing)[]): Promise<Standing> {
  const due = open.filter(intent => isMaking(intent) && intent.state === 'planned');
  const [agreements, charges] = await Promise.all([
    target.readAgreements([...new Set(due.map(({ change }) => change.agreementId))]),
    target.findCharges([...new Set(open.map(({ change }) => change.mark))]),
  ]);
  return {
    agreements: new Map(agreements.map(one => [one.id, one])),
    charges: Map.groupBy(charges, ({ mark }) => mark),
  };
}

/** @returns milliseconds to wait for before there is a next move; 0 when something was done */
async function make(work: Work, intent: Making, standing: Standing, turn: Turn): Promise<number> {
  const { change } = intent;
  const there = standing.charges.get(change.mark) ?? [];
  const [one] = there;
  const refuse = async (code: 'charged-twice' | 'charge-differs' | 'stale'): Promise<number> => {
    await settle(work, intent, { state: 'held', code });
    return 0;
  };
  if (there.length > 1) return refuse('charged-twice');
  if (one && !isOf(one, change)) return refuse(intent.attempts > 0 ? 'charge-differs' : 'stale');
  if (one) return settleByReading(work, intent, 'after', { itemId: one.id });
  if (isUnsettled(intent)) return settleByReading(work, intent, 'before');
  if (!takes(standing.agreements.get(change.agreementId), change)) return refuse('stale');
  const { chargeCodeId } = work.settings;
  const at = { itemId: null, lineId: null, billingCodeId: chargeCodeId, vendorId: null };
  await turn(() => send(work, intent, at));
  return 0;
}

/** The agreement still is as the plan had it: it takes charges, and of that day. */
const takes = (agreement: Agreement | undefined, { date }: Charge): boolean =>
  agreement?.takesCharges === true && agreement.active && agreement.from <= date && date <= agreement.to;

/** A cost that cannot be read says nothing. */
const isOf = ({ cost, price }: StandingCharge, { money }: Pick<Charge, 'money'>): boolean =>
  equalAt(price, money.price, 2) && (cost === null || equalAt(cost, money.cost, 2));

async function remove(work: Work, intent: Removing, standing: Standing, turn: Turn): Promise<number> {
  const { change } = intent;
  const one = standing.charges.get(change.mark)?.find(({ id }) => id === change.chargeId);
  if (!one) return settleByReading(work, intent, 'after', { itemId: change.chargeId });
  if (isUnsettled(intent)) return settleByReading(work, intent, 'before');
  if (one.billed) {
    await settle(work, intent, { state: 'failed', code: 'posted' });
    return 0;
  }
  if (!isOf(one, change.before)) {
    await settle(work, intent, { state: 'held', code: 'stale' });
    return 0;
  }
  await turn(() =>
    send(work, intent, { itemId: change.chargeId, lineId: null, billingCodeId: null, vendorId: null }),
  );
  return 0;
}
