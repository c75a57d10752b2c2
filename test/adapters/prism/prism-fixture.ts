import { SetClock } from '../../../src/clock.ts';
import { createLog } from '../../../src/log.ts';
import type { Line } from '../../../src/plan/invoice/line.ts';
import type { Month } from '../../../src/plan/numbers/calendar.ts';
import { createPrism, type PrismOptions, type PrismSource } from '../../../src/sources/prism/index.ts';
import type { InvoiceRecord, LineRecord } from '../../sandbox/prism/book.ts';
import {
  agreement,
  customer,
  invoice,
  line,
  priceList,
  product,
  reseller,
  subscription,
  tenant,
} from '../../sandbox/prism/builders.ts';
import { type PrismSandbox, startPrism } from '../../sandbox/prism/index.ts';

export const us = reseller();
export const held = agreement({ holder: us });
export const premium = product({ name: 'Microsoft 365 Business Premium', cost: '20', retail: '25' });

export type World = {
  clock: SetClock;
  sandbox: PrismSandbox;
  prism: PrismSource;
  logged: string[];
  /** Another source on the same sandbox. */
  connect(options?: Partial<PrismOptions>): PrismSource;
  close(): Promise<void>;
};

/** A reseller with one agreement, one tenant of six seats and a price list; no invoice yet. */
export async function startWorld(): Promise<World> {
  const clock = new SetClock('2026-10-03T01:00:00Z');
  const sandbox = await startPrism({ clock });
  sandbox.book.seed({
    customers: [us, customer({ name: 'Contoso' })],
    agreements: [held],
    tenants: [contoso()],
    priceLists: [priceList(held, '2026-01-01', [premium])],
  });
  const logged: string[] = [];
  const sources: PrismSource[] = [];
  const connect = (options: Partial<PrismOptions> = {}): PrismSource => {
    const source = createPrism({
      credentials: sandbox.client,
      apiUrl: sandbox.apiUrl,
      tokenUrl: sandbox.tokenUrl,
      scope: sandbox.scope,
      clock,
      log: createLog({ level: 'trace', destination: { write: text => logged.push(text) } }),
      ...options,
    });
    sources.push(source);
    return source;
  };
  return {
    clock,
    sandbox,
    prism: connect(),
    logged,
    connect,
    close: async () => {
      await Promise.all(sources.map(source => source.close()));
      await sandbox.close();
    },
  };
}

export const contoso = () =>
  tenant({
    agreement: held,
    customer: customer({ name: 'Contoso' }),
    subscriptions: [subscription({ product: premium, quantity: 6 })],
  });

/** A row of September; the whole month, six seats, unless said. */
export function september(given: Partial<Parameters<typeof line>[0]> = {}): LineRecord {
  const at = contoso();
  const [seats] = at.subscriptions;
  return line({
    tenant: at,
    subscription: seats ?? '',
    from: '2026-09-01',
    to: '2026-09-30',
    quantity: 6,
    unitCost: '20',
    unitPrice: '25',
    ...given,
  });
}

export const issue = (
  { sandbox }: World,
  lines: Iterable<LineRecord>,
  given: Partial<InvoiceRecord> & { month?: Month } = {},
): InvoiceRecord => {
  const { month = '2026-09', ...fields } = given;
  return sandbox.book.issue(invoice({ agreement: held, month, lines, ...fields }));
};

export async function readAll(lines: AsyncIterable<Line>): Promise<Line[]> {
  const all: Line[] = [];
  for await (const one of lines) all.push(one);
  return all;
}

/** The lines of the only invoice there is. */
export async function linesOf(world: World): Promise<Line[]> {
  const [only] = await world.prism.listInvoices();
  if (!only) throw new Error('no invoice');
  return readAll(world.prism.readLines(only));
}

export const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
