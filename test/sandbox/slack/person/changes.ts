/** Tells when the app changed what people see: every change is a call that has just been answered. */
import { EventEmitter, once } from 'node:events';
import type { Book, Call } from '../book.ts';

const emitters = new WeakMap<Call[], EventEmitter>();

/** Watches the book from now on; calls that are already under way are not seen. */
export function watch({ calls }: Book): EventEmitter {
  const known = emitters.get(calls);
  if (known) return known;
  const emitter = new EventEmitter().setMaxListeners(0);
  emitters.set(calls, emitter);
  // Not enumerable, so that the array compares as before.
  Object.defineProperty(calls, 'push', {
    value: (...made: Call[]) =>
      Array.prototype.push.apply(
        calls,
        made.map(one => telling(one, emitter)),
      ),
  });
  return emitter;
}

/** The call itself; setting its answer, which is done when all else is, is told. */
function telling(call: Call, emitter: EventEmitter): Call {
  let { answer } = call;
  return Object.defineProperty(call, 'answer', {
    enumerable: true,
    get: () => answer,
    set: (given: string) => {
      answer = given;
      emitter.emit('change');
    },
  });
}

/**
 * Until `isTrue`, looked at whenever something changed.
 * @param ms real milliseconds
 * @returns false when the time was over
 */
export async function untilTrue(book: Book, isTrue: () => boolean, ms: number): Promise<boolean> {
  const signal = AbortSignal.timeout(ms);
  while (!isTrue()) {
    try {
      await once(watch(book), 'change', { signal });
    } catch {
      return isTrue();
    }
  }
  return true;
}
