import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import * as schema from './schema.ts';
import { unreadable } from './wire/answers.ts';
import { ABSENT, NOTHING, type PrismClient } from './wire/client.ts';

const PAGE_SIZE = 200;
const MOST_PAGES = 100;

/** One record of the list and its place in it, for messages. */
export type ListedInvoice = { record: unknown; head: schema.InvoiceHead; where: string };

/**
 * Every record of PRISM's invoice list, each invoice once. How the list is paged is not known (PRISM reference D.3), so
 * the number of records on a page proves nothing: pages are asked for until one is empty or brings nothing new, which
 * is also how a server that ignores paging is noticed.
 * @throws UserError `unreadable-record`, `too-many-pages`, and what `PrismClient.read` throws
 */
export async function listRecords(client: PrismClient, log: Log): Promise<ListedInvoice[]> {
  const seen = new Map<string, ListedInvoice>();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const records = await readPage(client, page);
    const before = seen.size;
    const onPage = new Set<string>();
    for (const [at, record] of records.entries()) {
      const where = `page ${page}, Records[${at}]`;
      const head = schema.readAs(schema.InvoiceHead, record, where);
      const known = seen.get(head.InvoiceId);
      if (known && onPage.has(head.InvoiceId) && !isDeepStrictEqual(known.record, record)) {
        const problem = `${where}.InvoiceId ${head.InvoiceId} stands in ${known.where} too, with other content`;
        throw unreadable('the list of invoices', problem);
      }
      onPage.add(head.InvoiceId);
      // the list may have moved between two pages: what was read last is what holds
      seen.set(head.InvoiceId, { record, head, where });
    }
    const fresh = seen.size - before;
    if (fresh === 0) {
      if (records.length > 0) log.info({ page }, 'PRISM repeats its list of invoices instead of paging it');
      return [...seen.values()];
    }
    if (fresh < records.length)
      log.warn({ page, fresh, records: records.length }, 'PRISM listed invoices twice');
  }
  throw new UserError(`PRISM’s list of invoices does not end: ${MOST_PAGES} pages were read.`, {
    code: 'too-many-pages',
    remedy: 'Nothing was used. Please report it: PRISM’s paging is not what this app expects.',
  });
}

async function readPage(client: PrismClient, page: number): Promise<unknown[]> {
  const what = 'the list of invoices';
  const answer = await client.read(`/api/v2/invoices?page=${page}&pageSize=${PAGE_SIZE}`, what);
  if (answer === NOTHING || (answer === ABSENT && page > 1)) return [];
  if (answer === ABSENT) throw client.absent(what);
  return schema.readAs(schema.InvoicePage, answer).Records;
}
