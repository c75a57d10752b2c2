import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { EntityName } from './records.ts';
import type { Action, SeenRequest } from './requests.ts';

/** Which requests a fault is for. `read` and `write` are all that only look, and all that change something. */
export type FaultTarget =
  | 'any'
  | 'read'
  | 'write'
  | 'zone'
  | 'threshold'
  | EntityName
  | `${Action} ${EntityName}`;

/** `after`: what was asked is done first, so that a write takes effect and only its answer is wrong. */
type When = { when?: 'before' | 'after' };

export type Fault =
  /** An answer other than the right one, e.g. 401 in mid-sync or 503; `errors` is put into Autotask's envelope. */
  | ({ kind: 'status'; status: number; errors?: string[]; body?: unknown; retryAfter?: string } & When)
  /** The connection is closed before a byte of answer. */
  | ({ kind: 'drop' } & When)
  /** A web page, as IIS or a maintenance screen gives; 500 unless said. */
  | ({ kind: 'html'; status?: number; page?: string } & When)
  /** The answer comes after this many real milliseconds. */
  | ({ kind: 'slow'; ms: number } & When)
  /** The thread limit; Autotask is also reported to send it with another status. */
  | { kind: 'threads'; status?: number; retryAfter?: string }
  /** 200 with this text as it stands. */
  | ({ kind: 'text'; body: string; type?: string } & When);

type Planned = { target: FaultTarget; fault: Fault; skip: number; times: number };

/** What shall go wrong, in the order in which it was asked for. */
export class Faults {
  #planned: Planned[] = [];

  /** The next `times` requests for `target` meet `fault`, after `skip` that do not. */
  add(
    target: FaultTarget,
    fault: Fault,
    { times = 1, skip = 0 }: { times?: number; skip?: number } = {},
  ): void {
    this.#planned.push({ target, fault, skip, times });
  }

  clear(): void {
    this.#planned = [];
  }

  take(seen: SeenRequest): Fault | undefined {
    const planned = this.#planned.find(({ target }) => isFor(target, seen));
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

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'replace', 'delete']);
const READS: ReadonlySet<string> = new Set(['query', 'count', 'read', 'metadata']);

function isFor(target: FaultTarget, { entity, action }: SeenRequest): boolean {
  if (target === 'any') return true;
  if (target === 'read') return READS.has(action);
  if (target === 'write') return WRITES.has(action);
  if (target === 'zone' || target === 'threshold') return action === target;
  return target === entity || target === `${action} ${entity}`;
}

export const THREADS_TEXT = 'The Autotask API thread threshold of 3 threads has been exceeded.';
const PAGE =
  '<!DOCTYPE html><html><head><title>Runtime Error</title></head><body><h1>Server Error in Application.</h1></body></html>';

/** Answers with the fault; `pass` when the right answer is still to be given. */
export async function meet(
  fault: Fault | undefined,
  moment: 'before' | 'after',
  reply: FastifyReply,
): Promise<'met' | 'pass'> {
  if (fault === undefined) return 'pass';
  const when = fault.kind === 'threads' ? 'before' : (fault.when ?? 'before');
  if (when !== moment) return 'pass';
  switch (fault.kind) {
    case 'slow':
      await sleep(fault.ms);
      return 'pass';
    case 'drop':
      reply.hijack();
      reply.raw.destroy();
      return 'met';
    case 'html':
      reply.code(fault.status ?? 500).type('text/html');
      await reply.send(fault.page ?? PAGE);
      return 'met';
    case 'text':
      reply.code(200).type(fault.type ?? 'application/json');
      await reply.send(fault.body);
      return 'met';
    case 'threads': {
      const errors = [fault.status === undefined ? THREADS_TEXT : `${THREADS_TEXT} (Itgenatr005)`];
      await answer(reply, fault.status ?? 429, { errors }, fault.retryAfter);
      return 'met';
    }
    case 'status':
      await answer(
        reply,
        fault.status,
        fault.body ?? { errors: fault.errors ?? ['Fault'] },
        fault.retryAfter,
      );
      return 'met';
  }
}

const answer = (reply: FastifyReply, status: number, body: unknown, retryAfter: string | undefined) => {
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return reply.code(status).type('application/json').send(JSON.stringify(body));
};
