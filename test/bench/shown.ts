import type { Bound, Part, Row } from './part.ts';

/** A part as people read it, in Markdown. */
export function shown({ title, on, rows, notes }: Part): string {
  const head = ['', 'measured', 'against', 'ratio', 'bound', ''];
  const cells = rows.map(row => [
    row.what,
    row.value,
    row.baseline,
    ratioOf(row),
    boundOf(row.bound),
    row.ok ? '' : 'broken',
  ]);
  const table = [head, head.map(() => '---'), ...cells].map(row => `| ${row.join(' | ')} |`);
  return [`## ${title}`, '', on, '', ...table, '', ...notes.map(note => `- ${note}`), ''].join('\n');
}

const ratioOf = ({ ratio }: Row): string =>
  ratio !== 0 && ratio < 0.1 ? `${ratio.toFixed(4)}×` : `${ratio.toFixed(2)}×`;

function boundOf(bound: Bound | null): string {
  if (bound === null) return '';
  return 'atMost' in bound ? `≤ ${bound.atMost}×` : `≥ ${bound.atLeast}×`;
}
