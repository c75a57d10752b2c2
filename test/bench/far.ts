/** The far sides' process as the benchmark holds it: started, told what happens there, asked what it saw. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { FarSides, Question, Seen, ToRead } from './far-sides.ts';

export type Far = {
  sides: FarSides;
  /** A new invoice; `changed` is the share of its lines whose quantity is another than the month before. */
  issue(month: string, changed?: number): Promise<void>;
  slow(ms: number): Promise<void>;
  seen(): Promise<Seen>;
  forget(): Promise<void>;
  toRead(month: string): Promise<ToRead>;
  close(): void;
};

/** With September issued; Autotask takes `latencyMs` for every answer. */
export async function startFar({
  customers = 500,
  linesEach = 20,
  latencyMs = 0,
}: {
  customers?: number;
  linesEach?: number;
  latencyMs?: number;
}): Promise<Far> {
  const file = path.join(import.meta.dirname, 'far-sides.ts');
  const child = fork(file, [customers, linesEach, latencyMs].map(String));
  const [sides] = (await once(child, 'message')) as [FarSides];
  const ask = async <Answer>(question: Question): Promise<Answer> => {
    child.send(question);
    const [{ answer }] = (await once(child, 'message')) as [{ answer: Answer }];
    return answer;
  };
  return {
    sides,
    issue: (month, changed = 0) => ask({ ask: 'issue', month, changed }),
    slow: ms => ask({ ask: 'slow', ms }),
    seen: () => ask<Seen>({ ask: 'seen' }),
    forget: () => ask({ ask: 'forget' }),
    toRead: month => ask<ToRead>({ ask: 'to-read', month }),
    close: () => child.disconnect(),
  };
}
