import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDate } from '../../../src/plan/numbers/calendar.ts';
import type { InvoiceRecord, PrismBook } from './book.ts';
import { streamCsv, wholeCsv } from './csv.ts';
import { type Fault, type Faults, meet, type Route } from './faults.ts';
import type { Tokens } from './identity.ts';
import type { PrismSwitches } from './switches.ts';
import { writeCustomer, writeInvoice, writeJson, writeMe, writePriceList, writeTenant } from './wire.ts';

type World = { book: PrismBook; tokens: Tokens; faults: Faults; switches: PrismSwitches };
type Params = Record<string, string>;
/** The body to send as JSON, or `sent` when the handler answered by itself. */
type Answer = { body: unknown } | 'sent';
type Serve = (
  request: FastifyRequest,
  reply: FastifyReply,
  fault: Fault | undefined,
) => Answer | Promise<Answer>;

/** The data host (PRISM reference D.3): GET only, exact paths, exact queries. */
export function serveData(app: FastifyInstance, world: World): void {
  const { book, switches } = world;

  const serve = (route: Route, path: string, query: string[], handler: Serve): void => {
    app.get(path, { config: { route } }, async (request, reply) => {
      const fault = world.faults.take(route);
      if ((await meet(fault, reply)) === 'met') return reply;
      if (!world.tokens.accepts(request.headers.authorization)) {
        reply.header('www-authenticate', 'Bearer error="invalid_token"');
        refuse(reply, 401, 'Authorization has been denied for this request.');
        return reply;
      }
      const foreign = Object.keys(request.query as object).filter(name => !query.includes(name));
      if (foreign.length > 0) {
        refuse(reply, 400, `Unknown parameter ${foreign.join(', ')}`);
        return reply;
      }
      const answer = await handler(request, reply, fault);
      if (answer !== 'sent') await reply.type('application/json').send(writeJson(answer.body, switches));
      return reply;
    });
  };

  serve('me', '/api/v1/me', [], () => ({ body: writeMe(book) }));

  serve('customers', '/api/v1/me/customers', ['includeDeactivatedCustomers'], request => {
    const all = (request.query as Params).includeDeactivatedCustomers === 'true';
    const shown = book.customers.filter(customer => all || customer.active);
    return { body: shown.map(customer => writeCustomer(customer, book, switches)) };
  });

  serve('tenants', '/api/v2/contractagreements/:id/tenants', [], (request, reply) => {
    const { id } = request.params as Params;
    if (!book.agreements.some(held => held.id === id)) return missing(reply, 'Contract agreement');
    const held = book.tenants.filter(tenant => tenant.agreementId === id);
    return { body: held.map(tenant => writeTenant(tenant, switches)) };
  });

  serve(
    'pricelist',
    '/api/v2/me/pricing/:id/pricelist/:year/:month/:day/',
    ['excludeTieredProducts'],
    (request, reply) => {
      const { id = '', year = '', month = '', day = '' } = request.params as Params;
      const padded = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
      if (/^0/.test(month) || /^0/.test(day) || !isDate(padded)) return missing(reply, 'Resource');
      const list = book.priceList(id, padded);
      return list ? { body: writePriceList(list, switches) } : missing(reply, 'Price list');
    },
  );

  serve('invoices', '/api/v2/invoices', ['page', 'pageSize'], (request, reply) => {
    const { page = '1', pageSize = '50' } = request.query as Params;
    const [at, size] = [Number(page), Number(pageSize)];
    if (!(Number.isInteger(at) && at >= 1 && Number.isInteger(size) && size >= 1 && size <= 500)) {
      return refuse(reply, 400, 'The request is invalid.');
    }
    const shown =
      switches.paging === 'works' ? book.invoices.slice((at - 1) * size, at * size) : book.invoices;
    const records = shown.map(invoice => writeInvoice(invoice, switches));
    return { body: switches.invoiceList === 'records' ? { Records: records } : records };
  });

  serve('csv', '/api/v1/me/invoice/:id/csv', [], async (request, reply, fault) => {
    const { id } = request.params as Params;
    const invoice = book.invoices.find(one => one.id === id);
    if (!invoice?.linesReady) return missing(reply, 'Invoice');
    reply.type('text/csv; charset=utf-8');
    if (fault?.kind === 'cut') return cut(fault.how, invoice, reply, switches);
    await reply.send(streamCsv(invoice, switches));
    return 'sent';
  });
}

function refuse(reply: FastifyReply, status: number, message: string): Answer {
  const body = JSON.stringify({ Message: message });
  reply.code(status).type('application/json').send(body);
  return 'sent';
}

function missing(reply: FastifyReply, what: string): Answer {
  return refuse(reply, 404, `${what} was not found.`);
}

/** A file that stops too early: with the connection, or as if it ended there. */
async function cut(
  how: Extract<Fault, { kind: 'cut' }>['how'],
  invoice: InvoiceRecord,
  reply: FastifyReply,
  switches: PrismSwitches,
): Promise<Answer> {
  if (how === 'length-unmet') {
    const whole = Buffer.from(wholeCsv(invoice, switches));
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/csv', 'content-length': whole.length });
    reply.raw.write(whole.subarray(0, Math.floor(whole.length / 2)), () => reply.raw.destroy());
    return 'sent';
  }
  const quoted = how === 'mid-quote';
  const text = wholeCsv(invoice, { ...switches, csv: { ...switches.csv, quoted } }).trimEnd();
  const lastRow = text.lastIndexOf('\n') + 1;
  const comma = text.indexOf(',', lastRow + Math.floor((text.length - lastRow) / 2));
  const end = quoted ? text.lastIndexOf('"', text.length - 2) + 2 : comma;
  await reply.send(text.slice(0, end));
  return 'sent';
}
