/** The app's Home tab, made anew each time it is opened. */
import { compare, sum } from '../plan/numbers/decimal.ts';
import { listLinks } from '../store/catalogue.ts';
import { listConnections } from '../store/connections.ts';
import { listMappings } from '../store/mappings.ts';
import { getPlan, listWaitingPlans } from '../store/plans.ts';
import { getSettings } from '../store/settings.ts';
import { PROGRAM } from '../sync/sync-context.ts';
import { readStanding } from './cards.ts';
import { listCustomers } from './mapping/list-customers.ts';
import { readMonthClose } from './month-close.ts';
import { readHeld } from './pages/held.ts';
import { type HomeFor, homeView } from './ui/home.ts';
import type { Visit } from './visit.ts';

/** Plans named on it; the others are behind the button. */
const NAMED = 5;

export async function publishHome(visit: Visit): Promise<void> {
  const view = homeView(await readHome(visit));
  await visit.client.views.publish({ user_id: visit.userId, view });
}

async function readHome(visit: Visit): Promise<HomeFor> {
  const { context, workspaceId, role } = visit;
  const { db } = context;
  if (role === null) return { role };
  const [connections, standing, plans, held, customers, monthClose, mappings, links, settings] =
    await Promise.all([
      listConnections(db, workspaceId),
      readStanding(visit),
      listWaitingPlans(db, workspaceId),
      readHeld(visit),
      listCustomers(db, workspaceId),
      readMonthClose(visit),
      listMappings(db, workspaceId),
      listLinks(db, workspaceId),
      getSettings(db, workspaceId, PROGRAM),
    ]);
  const waiting = await Promise.all(
    plans.slice(0, NAMED).map(async ({ id, runNumber }) => {
      const { plan } = await getPlan(db, workspaceId, id);
      const name = plan.kind === 'agreement' ? plan.tenants.map(one => one.name).join(', ') : 'Products';
      return { planId: id, run: runNumber, name };
    }),
  );
  const unmapped = customers.filter(({ sync }) => sync === 'Not mapped');
  return {
    role,
    connections: connections.map(({ kind, state, problem }) => ({ kind, state, problem })),
    standing,
    waiting,
    heldCount: held.length,
    heldMoney: sum(
      held.flatMap(subject =>
        subject.kind === 'customer'
          ? [...subject.customer.holds, ...subject.customer.lines.flatMap(line => line.holds)].map(
              ({ money }) => money?.cost ?? '0',
            )
          : [],
      ),
    ),
    currency: settings.currency,
    unmapped: unmapped
      .flatMap(({ customerName, invoice }) => (invoice ? [{ name: customerName, cost: invoice.cost }] : []))
      .toSorted((a, b) => compare(b.cost, a.cost))
      .slice(0, NAMED),
    unmappedCount: unmapped.length,
    monthClose,
    firstSteps: {
      products: links.size > 0,
      mapped: mappings.some(({ syncOn, agreementId }) => syncOn && agreementId !== null),
      synced: standing.customers.last !== null,
    },
  };
}
