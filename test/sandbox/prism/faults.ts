import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** The things a request can be for; `unknown` is any path PRISM does not have. */
export type Route = 'token' | 'me' | 'customers' | 'tenants' | 'pricelist' | 'invoices' | 'csv' | 'unknown';

export type Fault =
  /** An answer other than the right one, e.g. 401 in mid-sync, 403, 429, 503. */
  | { kind: 'status'; status: number; retryAfter?: string; body?: unknown }
  /** The connection is closed before a byte of answer. */
  | { kind: 'drop' }
  /** 200 with a web page, as a proxy or a maintenance screen gives. */
  | { kind: 'html'; page?: string }
  /** 200 with this JSON, whatever was asked for. */
  | { kind: 'json'; body: unknown }
  /** 200 with this text as it stands. */
  | { kind: 'text'; body: string; type?: string }
  | { kind: 'empty' }
  | { kind: 'null' }
  | { kind: 'redirect'; to: string }
  /** The answer comes after this many real milliseconds. */
  | { kind: 'slow'; ms: number }
  /** CSV only. `length-unmet`: the connection breaks half-way; the others end as if all were well. */
  | { kind: 'cut'; how: 'length-unmet' | 'mid-row' | 'mid-quote' };

type Planned = { route: Route | 'any'; fault: Fault; skip: number; times: number };

/** What shall go wrong, in the order in which it was asked for. */
export class Faults {
  #planned: Planned[] = [];

  /** The next `times` requests for `route` meet `fault`, after `skip` that do not. */
  add(
    route: Route | 'any',
    fault: Fault,
    { times = 1, skip = 0 }: { times?: number; skip?: number } = {},
  ): void {
    this.#planned.push({ route, fault, skip, times });
  }

  clear(): void {
    this.#planned = [];
  }

  take(route: Route): Fault | undefined {
    const planned = this.#planned.find(one => one.route === route || one.route === 'any');
    if (!planned) return undefined;
    if (planned.skip > 0) {
      planned.skip -= 1;
      return undefined;
    }
    planned.times -= 1;
    if (planned.times <= 0) this.#planned = this.#planned.filter(one => one !== planned);
    return planned.fault;
  }
}

const PAGE = `<!DOCTYPE html><html><head><title>PRISM Portal</title></head><body>We are carrying out maintenance.</body></html>`;

/** Answers with the fault; `pass` when the right answer is still to be given. */
export async function meet(fault: Fault | undefined, reply: FastifyReply): Promise<'met' | 'pass'> {
  switch (fault?.kind) {
    case undefined:
    case 'cut':
      return 'pass';
    case 'slow':
      await sleep(fault.ms);
      return 'pass';
    case 'drop':
      reply.hijack();
      reply.raw.destroy();
      return 'met';
    case 'status':
      if (fault.retryAfter !== undefined) reply.header('retry-after', fault.retryAfter);
      await send(
        reply.code(fault.status),
        'application/json',
        JSON.stringify(fault.body ?? { Message: 'Fault' }),
      );
      return 'met';
    case 'html':
      await send(reply, 'text/html', fault.page ?? PAGE);
      return 'met';
    case 'json':
      await send(reply, 'application/json', JSON.stringify(fault.body));
      return 'met';
    case 'text':
      await send(reply, fault.type ?? 'text/plain', fault.body);
      return 'met';
    case 'empty':
      await send(reply, 'application/json', '');
      return 'met';
    case 'null':
      await send(reply, 'application/json', 'null');
      return 'met';
    case 'redirect':
      await reply.redirect(fault.to, 302);
      return 'met';
  }
}

const send = (reply: FastifyReply, type: string, body: string) => reply.type(type).send(body);
