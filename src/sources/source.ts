import type { Invoice, Line, Product, SourceAgreement, Tenant } from '../plan/invoice/line.ts';
import type { DateText } from '../plan/numbers/calendar.ts';

/**
 * Where invoices come from. An adapter reads only; it is unable to write. Every function throws `UserError` when a
 * person must act (credentials, rights, an unreadable file) and `TransientError` when the far side did not answer in
 * spite of retries. Adding a source: one folder with `index`, `client`, `schema`, `lines` and `README`.
 */
export interface Source {
  /** Proves the credentials with one call and lists the agreements they can read. */
  check(): Promise<{ agreements: SourceAgreement[] }>;
  listAgreements(): Promise<SourceAgreement[]>;
  /** All tenants of an agreement with their subscriptions; the answer is complete or an error. */
  listTenants(agreementId: string): Promise<Tenant[]>;
  /** Price list as of a day. An empty list when the source has none for that day. */
  listProducts(agreementId: string, asOf: DateText): Promise<Product[]>;
  /** Every invoice of the program, newest usage month first. */
  listInvoices(): Promise<Invoice[]>;
  /**
   * The invoice's lines as a stream, each checked as it passes. Throws `UserError` naming invoice, row and field at
   * the first row that cannot be read; throws code `lines-pending` when the file is not there yet.
   */
  readLines(invoice: Invoice): AsyncIterable<Line>;
}
