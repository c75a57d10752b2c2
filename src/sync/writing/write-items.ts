/** Catalogue items are written before the lines that need them: made under a free name, or repriced (rules 2). */
import type { CreateItem, RepriceItem } from '../../plan/change.ts';
import type { Item } from '../../plan/current.ts';
import { equalAt } from '../../plan/numbers/decimal.ts';
import { listLinks, saveLink } from '../../store/catalogue.ts';
import { type Intent, listIntentsOf } from '../../store/intents.ts';
import { eachUntilError } from './each-until-error.ts';
import type { Verdict } from './judge.ts';
import { isUnsettled, settleByReading } from './unsettled.ts';
import { pause, send, settle, type Work } from './work.ts';

type Making = Intent & { change: CreateItem };
type Repricing = Intent & { change: RepriceItem };

/** Until every intent on items of these plans is settled. @throws Superseded @throws UserError `unauthorized` */
export async function writeItems(work: Work, planIds: readonly string[]): Promise<void> {
  for (;;) {
    const intents = await listIntentsOf(work.context.db, work.workspaceId, planIds);
    const open = intents.filter(intent => intent.state === 'planned' || isUnsettled(intent));
    const making = open.filter((one): one is Making => one.change.kind === 'create-item');
    const repricing = open.filter((one): one is Repricing => one.change.kind === 'reprice-item');
    if (making.length === 0 && repricing.length === 0) return;
    const waits = [...(await makeItems(work, making)), ...(await repriceItems(work, repricing))];
    if (waits.length > 0 && waits.every(wait => wait > 0)) {
      await pause(work, Math.min(...waits));
    }
  }
}

async function makeItems(work: Work, intents: readonly Making[]): Promise<number[]> {
  if (intents.length === 0) return [];
  const { db } = work.context;
  const links = await listLinks(db, work.workspaceId);
  const found = await work.target.findItems([...new Set(intents.map(({ change }) => change.name))]);
  const byProduct = Map.groupBy(intents, ({ change }) => change.productKey);
  return eachUntilError([...byProduct.values()], work.gate, async (together, turn) => {
    const ours = together.find(isUnsettled) ?? together.find(({ attempts }) => attempts > 0) ?? together[0]!;
    const link = links.get(ours.change.productKey);
    const named = found.filter(item => item.name.toLowerCase() === ours.change.name.toLowerCase());
    const linked = named.find(item => item.id === link?.itemId);
    if (linked) return confirmAll(work, together, linked);
    const made = named.find(item => item.id === ours.itemId) ?? (ours.attempts > 0 ? named[0] : undefined);
    if (made) {
      const { productKey } = ours.change;
      await saveLink(db, work.workspaceId, {
        productKey,
        itemId: made.id,
        itemName: made.name,
        origin: 'created',
        at: work.context.clock.now(),
      });
      return confirmAll(work, together, made);
    }
    if (named.length > 0) {
      for (const intent of together) {
        await settle(work, intent, {
          state: 'held',
          code: 'name-taken',
          words: `${named[0]!.name} (${named[0]!.id})`,
        });
      }
      return 0;
    }
    if (isUnsettled(ours)) return settleByReading(work, ours, 'before');
    const { billingCodeId, vendorId } = work.settings;
    await turn(() => send(work, ours, { itemId: null, lineId: null, billingCodeId, vendorId }));
    return 0;
  });
}

async function confirmAll(work: Work, intents: readonly Intent[], item: Item): Promise<number> {
  for (const intent of intents) await settleByReading(work, intent, 'after', { itemId: item.id });
  return 0;
}

async function repriceItems(work: Work, intents: readonly Repricing[]): Promise<number[]> {
  if (intents.length === 0) return [];
  const items = new Map(
    (await work.target.readItems(intents.map(({ change }) => change.itemId))).map(item => [item.id, item]),
  );
  return eachUntilError(intents, work.gate, async (intent, turn) => {
    const verdict = judgeItem(intent.change, items.get(intent.change.itemId));
    if (isUnsettled(intent) || verdict === 'after') return settleByReading(work, intent, verdict);
    if (verdict === 'neither') {
      await settle(work, intent, { state: 'held', code: 'stale' });
      return 0;
    }
    const { itemId } = intent.change;
    await turn(() => send(work, intent, { itemId, lineId: null, billingCodeId: null, vendorId: null }));
    return 0;
  });
}

function judgeItem(change: RepriceItem, item: Item | undefined): Verdict {
  if (item === undefined) return 'neither';
  const shows = ({ unitPrice, unitCost }: RepriceItem['after']): boolean =>
    equalAt(item.unitPrice, unitPrice, 4) &&
    (unitCost === null || item.unitCost === null || equalAt(item.unitCost, unitCost, 4));
  return shows(change.after) ? 'after' : shows(change.before) ? 'before' : 'neither';
}
