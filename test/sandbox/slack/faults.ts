import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** A method's name such as `chat.postMessage`, `response_url`, or any of them. */
export type FaultTarget = 'any' | 'response_url' | (string & {});

/** `after`: what was asked is done first, so that a post takes effect and only its answer is wrong. */
type When = { when?: 'before' | 'after' };

export type Fault =
  /** An HTTP status other than 200, e.g. 429 with `retryAfter` in seconds, or 503. */
  | ({ kind: 'status'; status: number; retryAfter?: number; body?: unknown } & When)
  /** 200 with `ok: false` and this word, e.g. `fatal_error`, `ratelimited`, `invalid_blocks`. */
  | ({ kind: 'error'; error: string; messages?: string[] } & When)
  /** The connection is closed before a byte of answer. */
  | ({ kind: 'drop' } & When)
  /** The answer comes after this many real milliseconds. */
  | ({ kind: 'slow'; ms: number } & When)
  /** A web page instead of JSON; 200 unless said. */
  | ({ kind: 'html'; status?: number; page?: string } & When);

type Planned = { target: FaultTarget; fault: Fault; skip: number; times: number };

/** What shall go wrong, in the order in which it was asked for. */
export class Faults {
  #planned: Planned[] = [];

  /** The next `times` calls of `target` meet `fault`, after `skip` that do not. */
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

  take(method: string): Fault | undefined {
    const planned = this.#planned.find(({ target }) => target === 'any' || target === method);
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

const PAGE =
  '<!DOCTYPE html><html><head><title>Server Error | Slack</title></head><body><h1>We are having trouble.</h1></body></html>';

/**
 * Answers with the fault.
 * @returns what became of the call, as `Call.answer` says it; null when the right answer is still to be given
 */
export async function meet(
  fault: Fault | undefined,
  moment: 'before' | 'after',
  reply: FastifyReply,
): Promise<string | null> {
  if (fault === undefined || (fault.when ?? 'before') !== moment) return null;
  switch (fault.kind) {
    case 'slow':
      await sleep(fault.ms);
      return null;
    case 'drop':
      reply.hijack();
      reply.raw.destroy();
      return 'drop';
    case 'html':
      reply.code(fault.status ?? 200).type('text/html');
      await reply.send(fault.page ?? PAGE);
      return `${fault.status ?? 200} html`;
    case 'error': {
      const { error, messages } = fault;
      await reply.send({ ok: false, error, ...(messages && { response_metadata: { messages } }) });
      return error;
    }
    case 'status':
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
      await reply.code(fault.status).send(fault.body ?? { ok: false, error: wordOf(fault.status) });
      return String(fault.status);
  }
}

const wordOf = (status: number): string => (status === 429 ? 'ratelimited' : 'service_unavailable');
