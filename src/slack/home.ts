/** The app's Home tab, made anew each time it is opened, and after what was done on it. */
import { compare, sum } from '../plan/numbers/decimal.ts';
import { listConnections } from '../store/connections.ts';
import { countMonthsApplied } from '../store/month-state.ts';
import { getPlan, listWaitingPlans } from '../store/plans.ts';
import { getSettings } from '../store/settings.ts';
import { monthDue } from '../sync/chores/check-times.ts';
import { PROGRAM } from '../sync/sync-context.ts';
import { readOverview } from './cards.ts';
import { listCustomers } from './mapping/list-customers.ts';
import { readMonthClose } from './month-close.ts';
import { readHeld } from './pages/held.ts';
import { type HomeFor, homeView, NAMED, type Todo } from './ui/home.ts';
import type { CustomerRow } from './ui/pages/map.ts';
import type { Visit } from './visit.ts';

type For = Pick<Visit, 'context' | 'workspaceId' | 'userId' | 'role' | 'client'>;

export async function publishHome(visit: For): Promise<void> {
  const view = homeView(await readHome(visit));
  await visit.client.views.publish({ user_id: visit.userId, view });
}

async function readHome(visit: For): Promise<HomeFor> {
  const { context, workspaceId, role } = visit;
  const { db, clock } = context;
  if (role === null) return { role };
  const [connections, overview, waiting, held, customers, months, settings] = await Promise.all([
    listConnections(db, workspaceId),
    readOverview(visit),
    readWaiting(visit),
    readHeld(visit),
    listCustomers(db, workspaceId),
    countMonthsApplied(db, workspaceId),
    getSettings(db, workspaceId, PROGRAM),
  ]);
  const due = monthDue(clock.now(), settings.timeZone);
  return {
    role,
    connections,
    overview,
    todo: { waiting, held: heldTotal(held), unmapped: unmappedOf(customers) },
    currency: settings.currency,
    monthClose: await readMonthClose(visit, customers, due),
    firstSteps: {
      products: overview.products.last !== null,
      mapped: customers.some(({ sync }) => sync === 'On' || sync === 'Shadow'),
      synced: months > 0,
      checked: months > 1,
    },
  };
}

async function readWaiting({ context: { db }, workspaceId }: For): Promise<Todo['waiting']> {
  const plans = await listWaitingPlans(db, workspaceId);
  const named = plans.slice(0, NAMED).map(async ({ id, month }) => {
    const { plan } = await getPlan(db, workspaceId, id);
    const name =
      plan.kind === 'agreement'
        ? plan.tenants.map(one => one.name).join(', ') || plan.agreement.name
        : 'Products';
    return { planId: id, name, month };
  });
  return { total: plans.length, named: await Promise.all(named) };
}

function heldTotal(subjects: Awaited<ReturnType<typeof readHeld>>): Todo['held'] {
  const customers = subjects.flatMap(one => (one.kind === 'customer' ? one.customer : []));
  const products = subjects.flatMap(one => (one.kind === 'products' ? one.products.products : []));
  const holds = customers.flatMap(one => [...one.holds, ...one.lines.flatMap(line => line.holds)]);
  const problems = customers.flatMap(one => [...one.problems, ...one.lines.flatMap(line => line.problems)]);
  const waits = products.filter(one => one.waits);
  return {
    held: holds.length + waits.length,
    failed: problems.length + products.filter(one => one.problem !== null && !one.waits).length,
    cost: sum(holds.map(({ money }) => money?.cost ?? '0')),
  };
}

function unmappedOf(customers: readonly CustomerRow[]): Todo['unmapped'] {
  const open = customers.filter(({ sync }) => sync === 'Not mapped');
  const billed = open.flatMap(({ customerName: name, invoice }) =>
    invoice ? [{ name, cost: invoice.cost, currency: invoice.currency }] : [],
  );
  return { total: open.length, billed: billed.toSorted((a, b) => compare(b.cost, a.cost)) };
}
