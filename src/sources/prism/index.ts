/**
 * PRISM as a source of invoices. Built to the public record of its API; not yet confirmed against a live account
 * (README.md says what is known and what is assumed).
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import { TransientError } from '../../errors.ts';
import { type Log, silentLog } from '../../log.ts';
import type { Invoice, Line, Product, SourceAgreement, Tenant } from '../../plan/invoice/line.ts';
import type { DateText } from '../../plan/numbers/calendar.ts';
import type { Source } from '../source.ts';
import { listRecords } from './invoices.ts';
import { linesError, readCsv } from './lines.ts';
import { toAgreements, toInvoice, toProduct, toTenant } from './nouns.ts';
import * as schema from './schema.ts';
import { unreadable } from './wire/answers.ts';
import { ABSENT, NOTHING, PrismClient, step, type Timeouts } from './wire/client.ts';
import type { Credentials } from './wire/token.ts';

export type PrismOptions = {
  credentials: Credentials;
  /** Data host, e.g. `https://api.prismportal.online`. */
  apiUrl: string;
  tokenUrl: string;
  scope: string;
  clock: Clock;
  log?: Log;
  timeouts?: Timeouts;
};

export type PrismSource = Source & { close(): Promise<void> };

export function createPrism({ log = silentLog, ...options }: PrismOptions): PrismSource {
  return new Prism(new PrismClient({ log, ...options }), log);
}

/** Microsoft CSP, whatever PRISM calls it this year: `Microsoft CSP Indirect`. */
const isOurs = (program: string | null): boolean => /\bcsp\b/i.test(program ?? '');

class Prism implements PrismSource {
  readonly #client: PrismClient;
  readonly #log: Log;

  constructor(client: PrismClient, log: Log) {
    this.#client = client;
    this.#log = log;
  }

  async check(): Promise<{ agreements: SourceAgreement[] }> {
    const what = 'its own account';
    if ((await this.#client.read('/api/v1/me', what)) === ABSENT) throw this.#client.absent(what);
    return { agreements: await this.listAgreements() };
  }

  async listAgreements(): Promise<SourceAgreement[]> {
    const what = 'the list of customers';
    const customers = await this.#list('/api/v1/me/customers?includeDeactivatedCustomers=true', what);
    const found = new Map<string, SourceAgreement>();
    const problems: string[] = [];
    const note = (error: unknown): void => {
      problems.push(problemOf(error));
    };
    for (const [at, record] of customers.entries()) {
      try {
        for (const { agreement, partner } of toAgreements(record, `[${at}]`, isOurs, note)) {
          // the same agreement may stand with every customer under it; the partner's own record gives its name
          if (!found.has(agreement.id) || partner) found.set(agreement.id, agreement);
        }
      } catch (error) {
        note(error);
      }
    }
    if (problems.length > 0 && found.size === 0) throw unreadable(what, problems[0] ?? '');
    this.#passedOver(what, problems);
    return [...found.values()];
  }

  async listTenants(agreementId: string): Promise<Tenant[]> {
    const what = `the tenants of agreement ${agreementId}`;
    const path = `/api/v2/contractagreements/${step(agreementId)}/tenants`;
    const found = new Map<string, Tenant>();
    for (const [at, record] of (await this.#list(path, what, 'a list is due')).entries()) {
      const tenant = this.#reading(what, () => toTenant(record, agreementId, `[${at}]`));
      const known = found.get(tenant.id);
      if (known && !isDeepStrictEqual(known, tenant)) {
        throw unreadable(what, `[${at}].TenantId ${tenant.id} stands in the list twice, with other content`);
      }
      found.set(tenant.id, tenant);
    }
    return [...found.values()];
  }

  async listProducts(agreementId: string, asOf: DateText): Promise<Product[]> {
    const what = `the price list of agreement ${agreementId} as of ${asOf}`;
    const day = asOf.split('-').map(Number).join('/'); // months and days without zeros in front
    const path = `/api/v2/me/pricing/${step(agreementId)}/pricelist/${day}/?excludeTieredProducts=true`;
    const answer = await this.#client.read(path, what);
    if (answer === ABSENT || answer === NOTHING) return [];
    const { ProductGroups: groups } = this.#reading(what, () => schema.readAs(schema.PriceList, answer));
    const products: Product[] = [];
    const problems: string[] = [];
    for (const [group, { Products: records }] of groups.entries()) {
      for (const [at, record] of records.entries()) {
        try {
          products.push(toProduct(record, `ProductGroups[${group}].Products[${at}]`));
        } catch (error) {
          problems.push(problemOf(error));
        }
      }
    }
    if (problems.length > 0 && products.length === 0) throw unreadable(what, problems[0] ?? '');
    this.#passedOver(what, problems);
    return products;
  }

  async listInvoices(): Promise<Invoice[]> {
    const what = 'the list of invoices';
    const unknown = new Set<string>();
    const invoices = await this.#readingAsync(what, async () =>
      (await listRecords(this.#client, this.#log))
        .filter(({ head }) => isOurs(head.ProgramName))
        .map(({ record, where }) => toInvoice(record, where, note => unknown.add(note))),
    );
    if (unknown.size > 0) this.#log.warn({ words: [...unknown] }, 'PRISM uses words this app does not know');
    const order = ({ month, issued, id }: Invoice): string => `${month} ${issued ?? ''} ${id}`;
    return invoices.toSorted((a, b) => (order(a) < order(b) ? 1 : -1));
  }

  async *readLines(invoice: Invoice): AsyncGenerator<Line> {
    const path = `/api/v1/me/invoice/${step(invoice.id)}/csv`;
    const body = await this.#client.open(path, `the lines of invoice ${invoice.number ?? invoice.id}`);
    if (body === ABSENT) throw linesError(invoice, 'lines-pending', ': PRISM does not have its lines yet.');
    yield* readCsv(invoice, body, this.#client.redact);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /**
   * The list at `path`. No list at all counts as an empty one, except where emptiness would be acted upon (`due`).
   * @throws TransientError when a list is due and nothing came
   */
  async #list(path: string, what: string, due?: 'a list is due'): Promise<unknown[]> {
    const answer = await this.#client.read(path, what);
    if (answer === ABSENT) throw this.#client.absent(what);
    if (answer !== NOTHING) return this.#reading(what, () => schema.readAs(schema.List, answer));
    if (due) throw new TransientError(`PRISM answered with nothing when asked for ${what}`);
    return [];
  }

  #passedOver(what: string, problems: string[]): void {
    if (problems.length === 0) return;
    const shown = problems.slice(0, 5);
    this.#log.warn({ what, count: problems.length, problems: shown }, 'records of PRISM cannot be used');
  }

  #reading<T>(what: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw asUserError(what, error);
    }
  }

  async #readingAsync<T>(what: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw asUserError(what, error);
    }
  }
}

function problemOf(error: unknown): string {
  if (error instanceof schema.UnreadableRecord) return error.message;
  throw error;
}

const asUserError = (what: string, error: unknown): unknown =>
  error instanceof schema.UnreadableRecord ? unreadable(what, error.message, error) : error;
