import { expect, test } from 'vitest';
import { excludeView } from '../../../../src/slack/ui/modals/exclude-customer.ts';
import { type Choice, resumeView } from '../../../../src/slack/ui/modals/resume-customer.ts';
import { checkView } from '../../../sandbox/slack/gate/check.ts';

const hostile = `<!channel> *bold* \u202e${'名😀<&>'.repeat(1_000)}`;
const skip = (month: string, cost: string | null, number: string | null = null) => ({
  month,
  number,
  currency: 'AUD',
  cost,
});
const choices = (skips: Choice['skips']) => ({
  mostRecent: { month: '2026-11', skips: skips.slice(0, -1) },
  next: { month: '2026-12', skips },
});

test('each choice names its month, the months it skips and their money', () => {
  const says = JSON.stringify(
    resumeView('Contoso', choices([skip('2026-10', '1234.505', 'INV-10'), skip('2026-11', null)]), '{}'),
  );
  expect(says).toContain('Syncing is switched on again for *Contoso*.');
  expect(says).toContain('Most recent invoice (November 2026)');
  expect(says).toContain('Next invoice (December 2026)');
  expect(says).toContain('*Most recent invoice* skips, unbilled:\\n• October 2026 · INV-10 · 1,234.51 AUD"');
  expect(says).toContain('• November 2026 · money not known');
});

test('what is not skipped is said too', () => {
  expect(JSON.stringify(resumeView(null, choices([]), '{}'))).toContain('*Next invoice* skips no month.');
  expect(JSON.stringify(resumeView(null, null, '{}'))).toContain('PRISM has no invoice yet');
});

test.each([0, 1, 50, 5_000])('Slack takes it with %i months skipped, and nothing is cut unsaid', count => {
  const skips = Array.from({ length: count }, () => skip('2026-10', '1', hostile));
  const view = resumeView(hostile, choices(skips), '{}');
  expect(checkView(view)).toEqual([]);
  const text = JSON.stringify(view);
  if (count > 12) expect(text.includes(`and ${(count - 12).toLocaleString('en')} later invoices`)).toBe(true);
});

test('a customer is left out with a reason, whatever its name', () => {
  expect(checkView(excludeView(hostile, '{}'))).toEqual([]);
  expect(checkView(resumeView(null, null, '{}'))).toEqual([]);
});
