/**
 * Writes the lines of a handful of customers in waves: one bulk read, then the next change of every line, then the read
 * again, which both confirms what was sent and shows what the next change finds. One write in flight per line.
 */
import type { Adjust } from '../../plan/change.ts';
import type { Agreement, StandingLine } from '../../plan/current.ts';
import { firstDay } from '../../plan/numbers/calendar.ts';
import { listLinks } from '../../store/catalogue.ts';
import { type Intent, listIntentsOf } from '../../store/intents.ts';
import { today } from '../sync-context.ts';
import { eachUntilError, type Turn } from './each-until-error.ts';
import { judge } from './judge.ts';
import { isUnsettled, settleByReading } from './unsettled.ts';
import { whatMoved } from './what-moved.ts';
import { type AgreementWork, pause, send, settle, type Work } from './work.ts';

type LineIntent = Intent & { change: Adjust };
/** A line's changes in the order in which they are written. */
type LineWork = { work: AgreementWork; intents: LineIntent[] };
type Standing = {
  agreements: Map<string, Agreement>;
  lines: StandingLine[];
  links: ReadonlyMap<string, { itemId: string | null }>;
};

/** Until every intent on lines of these plans is settled. @throws Superseded @throws UserError `unauthorized` */
export async function writeLines(work: Work, handful: readonly AgreementWork[]): Promise<void> {
  for (;;) {
    const open = (await openLines(work, handful)).filter(({ intents }) => intents.some(isOpen));
    if (open.length === 0) return;
    const standing = await readStanding(work, open);
    const waits = await eachUntilError(open, work.gate, (line, turn) => step(work, line, standing, turn));
    if (waits.every(wait => wait > 0)) await pause(work, Math.min(...waits));
  }
}

const isOpen = (intent: Intent): boolean => intent.state === 'planned' || isUnsettled(intent);

async function openLines(work: Work, handful: readonly AgreementWork[]): Promise<LineWork[]> {
  const ids = handful.map(({ stored }) => stored.id);
  const intents = await listIntentsOf(work.context.db, work.workspaceId, ids);
  const adjusting = intents.filter((one): one is LineIntent => one.change.kind === 'adjust');
  return [...Map.groupBy(adjusting, one => `${one.planId} ${one.productKey}`).values()].map(together => ({
    work: handful.find(({ stored }) => stored.id === together[0]!.planId)!,
    intents: together.sort((a, b) => a.position - b.position),
  }));
}

async function readStanding(
  { target, context, workspaceId }: Work,
  open: readonly LineWork[],
): Promise<Standing> {
  // Whether an agreement still is as planned matters where something is yet to be written.
  const due = open.filter(({ intents }) => intents.some(({ state }) => state === 'planned'));
  const ids = [...new Set(due.map(({ work }) => work.plan.agreement.id))];
  const from = open.map(({ work }) => firstDay(work.plan.invoice.month)).sort()[0]!;
  const links = await listLinks(context.db, workspaceId);
  const places = open.flatMap(line => {
    const itemId = itemOf(line, links);
    return itemId === null ? [] : [{ agreementId: line.work.plan.agreement.id, itemId }];
  });
  const [agreements, lines] = await Promise.all([
    target.readAgreements(ids),
    target.readLinesAt(places, from),
  ]);
  return { agreements: new Map(agreements.map(one => [one.id, one])), lines, links };
}

/** The item to write on: of the plan, or of the item that was made earlier in it. */
const itemOf = ({ intents }: LineWork, links: Standing['links']): string | null => {
  const { change } = intents.find(isOpen)!;
  return change.itemId ?? links.get(change.productKey)?.itemId ?? null;
};

/** The line's next move. @returns milliseconds to wait for before there is one; 0 when something was done */
async function step(work: Work, line: LineWork, standing: Standing, turn: Turn): Promise<number> {
  const { plan } = line.work;
  const intent = line.intents.find(isOpen);
  if (intent === undefined) return 0;
  const { change } = intent;
  const itemId = itemOf(line, standing.links);
  const blocked = line.intents.some(one => one.state === 'failed' || one.state === 'held');
  if (!isUnsettled(intent) && (blocked || itemId === null)) return settleRest(work, line, 'after-failure');
  const found = standing.lines.filter(one => one.agreementId === plan.agreement.id && one.itemId === itemId);
  const current = found.find(one => one.id === change.lineId) ?? found[0] ?? null;
  const verdict = judge(change, current, {
    from: firstDay(plan.invoice.month),
    agreementEnd: plan.agreement.to,
    today: today(work.context.clock),
  });
  const ids = { ...(itemId === null ? {} : { itemId }), ...(current ? { lineId: current.id } : {}) };
  if (verdict === 'after' || (verdict === 'before' && isComingPrice(intent, today(work.context.clock)))) {
    await settleByReading(work, intent, 'after', ids);
    // What was just read is what the line's next change finds.
    const rest = { ...line, intents: line.intents.filter(one => one !== intent) };
    return step(work, rest, standing, turn);
  }
  if (isUnsettled(intent)) return settleByReading(work, intent, verdict, ids);
  const agreement = standing.agreements.get(plan.agreement.id);
  const linkedTo = standing.links.get(change.productKey)?.itemId ?? null;
  const moved = whatMoved(plan, change, { agreement, found, current, verdict, linkedTo });
  if (moved !== null) return settleRest(work, line, 'stale', moved);
  const lineId = current?.id ?? null;
  await turn(() => send(work, intent, { itemId, lineId, billingCodeId: null, vendorId: null }));
  return 0;
}

/** Autotask said that it took a price of a coming day, which a reading may show only from that day on. */
const isComingPrice = ({ state, answeredAt, change }: LineIntent, now: string): boolean =>
  state === 'sent' && answeredAt !== null && change.delta === 0 && change.effective > now;

async function settleRest(
  work: Work,
  line: LineWork,
  code: 'stale' | 'after-failure',
  words: string | null = null,
): Promise<number> {
  for (const intent of line.intents.filter(one => one.state === 'planned')) {
    await settle(work, intent, { state: 'held', code, words });
  }
  return 0;
}
