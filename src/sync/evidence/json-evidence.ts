import type { ChainHead } from '../../plan/evidence/chain.ts';
import type { EvidenceRow, ToldWhere } from '../../plan/evidence/evidence-row.ts';
import type { RunFacts } from '../../plan/tally/reports.ts';
import type { Run } from '../../store/runs.ts';
import type { MeasuredFile } from './measured-file.ts';
import type { EvidenceSection } from './read-evidence.ts';
import type { InvoiceTie } from './sums.ts';

export type Heading = {
  workspaceId: string;
  run: Run;
  told: ToldWhere | null;
  /** Of the audit when it was made: whoever keeps this file can tell later that nothing before it was cut off. */
  head: ChainHead | null;
  at: Date;
  by: string;
};

/**
 * The evidence as one JSON document, a section a plan, a line of text an invoice line. Changes stand once in their section;
 * lines name them by key.
 */
export class JsonEvidence {
  readonly #file: MeasuredFile;
  #sections = 0;

  constructor(file: MeasuredFile) {
    this.#file = file;
  }

  async begin({ workspaceId, run, told, head, at, by }: Heading): Promise<void> {
    const { summary: _, scope, ...known } = run;
    const heading = {
      format: 'prism-bot evidence 1',
      ...{ workspaceId, madeAt: at, madeFor: by },
      run: { ...known, scope },
      message: told,
      audit: head,
    };
    await this.#file.write(`${JSON.stringify(heading).slice(0, -1)},"sections":[`);
  }

  async add({ plan, changes, rows }: EvidenceSection): Promise<void> {
    const [first] = rows;
    const invoice = first?.invoice ?? null;
    const text = JSON.stringify({ plan, invoice: invoice && invoiceOf(invoice), changes }).slice(0, -1);
    await this.#file.write(`${this.#sections === 0 ? '' : ','}\n${text},"lines":[`);
    const lines = rows.filter(({ line }) => line !== null);
    for (const [at, row] of lines.entries())
      await this.#file.write(`${at === 0 ? '' : ','}\n${JSON.stringify(lineOf(row))}`);
    await this.#file.write(']}');
    this.#sections += 1;
  }

  async end({ ties, facts }: { ties: InvoiceTie[]; facts: RunFacts }): Promise<void> {
    const { heldInvoices, notNow, problems, notes } = facts;
    const rest = { tieOut: ties, heldInvoices, notNow, problems, notes };
    await this.#file.write(`\n],${JSON.stringify(rest).slice(1)}\n`);
  }
}

const invoiceOf = ({ id, number, month, issued, currency }: NonNullable<EvidenceRow['invoice']>) => ({
  ...{ id, number, month, issued, currency },
});

const lineOf = ({ line, tenantId, customer, place, changes }: EvidenceRow) => ({
  ...line,
  ...{ tenantId, customer, stands: place },
  changes: changes.map(({ key }) => key),
});
