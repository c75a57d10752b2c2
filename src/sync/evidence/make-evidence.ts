/** A run's evidence as two files, a table and JSON, written while it is read: memory does not grow with the run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellsOf, type ToldWhere } from '../../plan/evidence/evidence-row.ts';
import { NO_FACTS, type RunFacts } from '../../plan/tally/reports.ts';
import { findAuditHead } from '../../store/audit-chain.ts';
import { inSnapshot } from '../../store/database.ts';
import { findFacts } from '../../store/evidence.ts';
import { getRun } from '../../store/runs.ts';
import type { SyncContext } from '../sync-context.ts';
import { JsonEvidence } from './json-evidence.ts';
import { type Measured, openMeasured } from './measured-file.ts';
import { readEvidence } from './read-evidence.ts';
import { Sums } from './sums.ts';
import { table } from './table.ts';

export type EvidenceFile = Measured & { name: string; title: string; path: string };

export type Evidence = AsyncDisposable & {
  run: number;
  files: EvidenceFile[];
  /** Invoice lines in it. */
  lines: number;
};

export type Asked = {
  workspaceId: string;
  run: number;
  /** Who asked. */
  by: string;
  /** Where Slack told of the run. */
  told: ToldWhere | null;
  /** Called now and then while it is made; what it throws ends the work. */
  onProgress?: () => Promise<void>;
};

/** The files are gone when the evidence is disposed of. @throws StaleError when there is no such run */
export async function makeEvidence(
  { db, clock }: SyncContext,
  { workspaceId, run: number, by, told, onProgress = async () => {} }: Asked,
): Promise<Evidence> {
  const folder = await mkdtemp(join(tmpdir(), 'prism-bot-evidence-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return await inSnapshot(db, async tx => {
      const run = await getRun(tx, workspaceId, number);
      const facts = ((await findFacts(tx, workspaceId, number)) as RunFacts | null) ?? NO_FACTS;
      const head = (await findAuditHead(tx, workspaceId)) ?? null;
      const files = ['csv', 'json'].map(kind => ({
        name: `prism-run-${number}.${kind}`,
        title: `Evidence of run ${number} (${kind.toUpperCase()})`,
        path: join(folder, `prism-run-${number}.${kind}`),
      }));
      const [csv, json] = [openMeasured(files[0]!.path, table()), openMeasured(files[1]!.path)];
      const document = new JsonEvidence(json);
      await document.begin({ workspaceId, run, told, head, at: clock.now(), by });
      const sums = new Sums();
      for await (const section of readEvidence(tx, { workspaceId, run: number, facts, told })) {
        for (const row of section.rows) {
          await csv.write(cellsOf(row));
          sums.add(row);
        }
        await document.add(section);
        await onProgress();
      }
      await document.end({ ties: sums.ties(facts), facts });
      const measured = [await csv.end(), await json.end()];
      return {
        run: number,
        files: files.map((file, at) => ({ ...file, ...measured[at]! })),
        lines: sums.lines,
        [Symbol.asyncDispose]: remove,
      };
    });
  } catch (error) {
    await remove();
    throw error;
  }
}
