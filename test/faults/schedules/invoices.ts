import { firstDay, lastDay, type Month } from '../../../src/plan/numbers/calendar.ts';
import type { LineRecord } from '../../sandbox/prism/book.ts';
import * as build from '../../sandbox/prism/builders.ts';
import type { SmallWorld } from '../../sandbox/worlds/small.ts';
import { type Invoiced, SUBSCRIPTIONS, type SubscriptionName } from './schedule.ts';

const PRICES = {
  usual: { cost: '20', retail: '25' },
  dearer: { cost: '22.5', retail: '27.5' },
} as const;

type TenantName = 'contoso' | 'fabrikam' | 'adventure';
const PLACES: Record<SubscriptionName, [tenant: TenantName, nth: number]> = {
  contosoPremium: ['contoso', 0],
  fabrikamStandard: ['fabrikam', 0],
  fabrikamE5: ['fabrikam', 1],
  fabrikamE5Branch: ['fabrikam', 2],
  adventurePremium: ['adventure', 0],
};

/** The month's lines; PRISM has what is not among them as cancelled. */
export function linesOf(world: SmallWorld, month: Month, { seats, usage }: Invoiced): LineRecord[] {
  const end = Number(lastDay(month).slice(8));
  const lines = SUBSCRIPTIONS.flatMap(name => {
    const [tenant, nth] = PLACES[name];
    const subscription = world.prism.book.subscription(world.tenants[tenant].subscriptions[nth]!.id);
    const pieces = seats[name] ?? [];
    subscription.status = pieces.length > 0 ? 'Active' : 'Cancelled';
    return pieces.map(({ from, seats: count, dearer }, at) =>
      world.seats(tenant, subscription, PRICES[dearer ? 'dearer' : 'usual'])(
        month,
        count,
        from,
        (pieces[at + 1]?.from ?? end + 1) - 1,
      ),
    );
  });
  return usage === null ? lines : [...lines, usageOf(world, month, usage)];
}

function usageOf({ tenants: { contoso } }: SmallWorld, month: Month, cents: number): LineRecord {
  const cost = (cents / 100).toFixed(2);
  const retail = (cents / 80).toFixed(2);
  return build.line({
    tenant: contoso,
    subscription: contoso.subscriptions[1]!,
    quantity: 1,
    from: firstDay(month),
    to: lastDay(month),
    unitCost: cost,
    unitPrice: retail,
    subTotal: cost,
    subTotalRetail: retail,
  });
}
