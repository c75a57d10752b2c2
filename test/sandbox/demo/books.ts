/** The panel of the page over the small world's PRISM and Autotask. */
import {
  addDays,
  dayAfter,
  firstDay,
  inWords,
  type Month,
  monthInWords,
  monthOf,
  nextMonth,
} from '../../../src/plan/numbers/calendar.ts';
import { sum } from '../../../src/plan/numbers/decimal.ts';
import { getSettings } from '../../../src/store/settings.ts';
import { nextCheck } from '../../../src/sync/chores/check-times.ts';
import { wantDueChecks } from '../../../src/sync/chores/want-due.ts';
import { PROGRAM } from '../../../src/sync/sync-context.ts';
import { lookOut } from '../../../src/sync/watching/look-out.ts';
import type { Office } from '../../support/office.ts';
import type { HeldContract, HeldService, Panel, PanelAct, ShownInvoice } from '../slack/page/panel.ts';

/** Months that are written down. */
const MONTHS = [
  ['2026-09', 'september'],
  ['2026-10', 'october'],
  ['2026-11', 'november'],
] as const;

/** Unit rows go on to a contract's end; this many days ahead are shown. */
const AHEAD = 62;

export type Books = Panel & {
  /** Reads the times of the daily check, which people may change. */
  refresh(): Promise<void>;
};

export function openBooks(office: Office): Books {
  const { world, context, workspaceId } = office;
  const { clock, prism, autotask } = world;
  const { book, user, faults, requests } = autotask;
  let times = { checkAt: '06:00', timeZone: 'UTC' };
  /** Writes there were when an answer was to be lost. */
  let armedAt: number | null = null;

  const newest = (): Month | null => prism.book.invoices.at(-1)?.periodStart.slice(0, 7) ?? null;
  const next = () =>
    MONTHS.find(([month]) => !prism.book.invoices.some(one => one.periodStart.startsWith(month)));
  const checkNext = (): Date => {
    const due = monthOf(clock.now().toISOString().slice(0, 10));
    const month = newest();
    return nextCheck(clock.now(), times, { invoiceThere: month !== null && nextMonth(month) >= due });
  };

  const acts: { [D in PanelAct['do']]: (act: Extract<PanelAct, { do: D }>) => Promise<string> | string } = {
    post: ({ contractId, periodStart }) => {
      book.post(contractId, periodStart);
      return `${monthInWords(monthOf(periodStart))} of ${book.contracts.get(contractId).contractName} is posted.`;
    },
    adjust: ({ lineId, date, delta }) => {
      book.adjust({ contractServiceId: lineId, effective: date, delta });
      return `Changed by hand: ${delta > 0 ? '+' : ''}${delta} from ${inWords(date)}.`;
    },
    lock: () => {
      book.lock(user);
      return 'The API user is locked: Autotask answers 401.';
    },
    unlock: () => {
      Object.assign(user, { locked: false, wrongSecrets: 0 });
      return 'The API user is unlocked.';
    },
    drop: () => {
      faults.add('write', { kind: 'drop', when: 'after' });
      armedAt = requests.writes.length;
      return 'The next write to Autotask will happen, and its answer will be lost.';
    },
    issue: () => {
      const found = next();
      if (!found) throw new Error('All invoices that are written down have been issued.');
      const [month, name] = found;
      const issued = dayAfter(firstDay(nextMonth(month)));
      world.issue(month, world.lines[name], { issued });
      const at = `${issued}T01:00:00Z`;
      if (clock.now() < new Date(at)) clock.set(at);
      return `PRISM has the invoice for ${monthInWords(month)}.`;
    },
    tick: async () => {
      clock.set(checkNext().toISOString());
      const wanted = await wantDueChecks(context);
      await lookOut(context, workspaceId);
      return wanted.length > 0 ? 'The timetable asks for the daily check.' : 'The clock was moved.';
    },
  };

  return {
    look: () => ({
      now: clock.now().toISOString(),
      nextCheck: checkNext().toISOString(),
      invoices: prism.book.invoices.map(shownInvoice),
      nextMonth: next()?.[0] ?? null,
      contracts: book.contracts.all().map(({ id }) => heldContract(office, id)),
      writes: requests.writes.length,
      userLocked: user.locked,
      dropArmed: armedAt === requests.writes.length,
      credentials: [
        {
          of: 'PRISM',
          fields: [
            { label: 'Client ID', value: prism.client.clientId },
            { label: 'Client Secret', value: prism.client.clientSecret },
          ],
        },
        {
          of: 'Autotask',
          fields: [
            { label: 'API Username', value: user.userName },
            { label: 'Password (Secret)', value: user.secret },
            { label: 'API Tracking Identifier', value: user.integrationCode },
          ],
        },
      ],
    }),
    act: async act => await (acts[act.do] as (act: PanelAct) => Promise<string> | string)(act),
    refresh: async () => {
      const { checkAt, timeZone } = await getSettings(context.db, workspaceId, PROGRAM);
      times = { checkAt, timeZone };
    },
  };
}

function shownInvoice(invoice: Office['world']['prism']['book']['invoices'][number]): ShownInvoice {
  const lines = [...invoice.lines].map(line => ({
    customer: line.customerName,
    offer: line.offer,
    from: line.from,
    to: line.to,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    cost: line.subTotal,
    retail: line.subTotalRetail,
  }));
  return {
    id: invoice.id,
    number: invoice.number,
    month: monthOf(invoice.periodStart),
    status: invoice.status,
    cost: sum(lines.map(({ cost }) => cost)),
    retail: sum(lines.map(({ retail }) => retail)),
    lines,
  };
}

function heldContract({ world }: Office, id: number): HeldContract {
  const { book } = world.autotask;
  const { companyID, contractName } = book.contracts.get(id);
  const services = book.contractServices.where('contractID', [id]).map(line => heldService(world, line.id));
  const open = book.units
    .where('contractID', [id])
    .filter(row => row.units !== 0 && row.approveAndPostDate === null);
  return {
    id,
    company: book.companies.get(companyID).companyName,
    name: contractName,
    services,
    charges: book.charges.where('contractID', [id]).map(charge => ({
      id: charge.id,
      name: charge.name,
      date: charge.datePurchased,
      price: charge.unitPrice ?? '0',
      billed: charge.isBilled,
    })),
    postable: [...new Set(open.map(({ periodStart }) => periodStart))].toSorted(),
  };
}

function heldService({ autotask: { book }, clock }: Office['world'], lineId: number): HeldService {
  const line = book.contractServices.get(lineId);
  const service = book.services.get(line.serviceID);
  const last = line.prices.at(-1);
  const until = addDays(clock.now().toISOString().slice(0, 10), AHEAD);
  return {
    lineId,
    name: service.name,
    product: line.invoiceDescription ?? service.description ?? service.name,
    unitPrice: last?.price ?? service.unitPrice,
    unitCost: last?.cost ?? service.unitCost ?? '0',
    rows: book
      .rowsOf(lineId)
      .filter(row => row.units !== 0 && row.startDate <= until)
      .map(row => ({
        id: row.id,
        from: row.startDate,
        to: row.endDate,
        units: row.units,
        price: row.price,
        cost: row.cost,
        posted: row.approveAndPostDate !== null,
      })),
  };
}
