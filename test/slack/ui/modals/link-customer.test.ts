import { describe, expect, test } from 'vitest';
import {
  type LinkAbout,
  type LinkForm,
  linkView,
  startOptions,
} from '../../../../src/slack/ui/modals/link-customer.ts';
import {
  clearedBlocks,
  type LinkedCustomer,
  linkedBlocks,
} from '../../../../src/slack/ui/modals/linked-customer.ts';
import { modal } from '../../../../src/slack/ui/parts/blocks.ts';
import { checkView } from '../../../sandbox/slack/gate/check.ts';

const form = (changed: Partial<LinkForm> = {}): LinkForm => ({
  company: null,
  chargeContract: null,
  contract: null,
  strategy: 'cost-and-retail',
  startMonth: '2026-09',
  shadow: false,
  syncOn: true,
  ...changed,
});

const about = (changed: Partial<LinkAbout> = {}): LinkAbout => ({
  tenantId: 'tenant-1',
  customerName: 'Contoso',
  domain: 'contoso.example',
  excludedBecause: null,
  months: { mostRecent: '2026-09', next: '2026-10' },
  was: null,
  thisMonth: '2026-10',
  suggestion: null,
  warnings: [],
  problems: [],
  clears: null,
  ...changed,
});

const view = (f: LinkForm, a: LinkAbout) => linkView(f, a, { turn: 3, metadata: '{}' });
const shown = (f: LinkForm, a: LinkAbout) => JSON.stringify(view(f, a));
const fieldNamed = (f: LinkForm, a: LinkAbout, label: string) =>
  view(f, a).blocks.find(one => 'label' in one && (one.label as { text: string }).text === label);

const hostile = `<!channel> *bold* \u202e${'名😀<&>'.repeat(1_000)}`;
const company = { id: '11', name: 'Contoso Pty Ltd' };
const contract = { id: '101', name: 'Cloud services' };

describe('the link modal', () => {
  test('has every field under its own name', () => {
    const labels = view(form(), about()).blocks.flatMap(one =>
      'label' in one ? [(one.label as { text: string }).text] : [],
    );
    expect(labels).toEqual([
      ...['Autotask company', 'Contract', 'Contract for charges', 'Pricing strategy'],
      ...['Start with', 'Shadow mode', 'Sync'],
    ]);
    const says = shown(form(), about());
    expect(says).toContain('*PRISM customer name*\\nContoso');
    expect(says).toContain('*Tenant domain*\\ncontoso.example');
    expect(says).toContain('"text":"Save"');
    expect(says).toContain('Save and sync now');
    expect(says).not.toContain('Clear mapping');
  });

  test('offers a suggestion with its reason while no company is chosen', () => {
    const suggested = about({ suggestion: { companyId: '11', reason: 'Contoso Ltd has the same name.' } });
    expect(shown(form(), suggested)).toContain(':bulb: Contoso Ltd has the same name.');
    expect(fieldNamed(form(), suggested, 'Autotask company')).not.toHaveProperty('element.initial_option');
    expect(shown(form({ company }), suggested)).not.toContain('has the same name');
  });

  test('shows what is chosen, and asks before a mapping is cleared, naming what stays', () => {
    const mapped = about({ was: '2026-08', clears: ['6 × Premium stay.'], excludedBecause: 'Ours' });
    const filled = form({ company, contract, shadow: true, syncOn: false, startMonth: '2026-08' });
    expect(fieldNamed(filled, mapped, 'Contract')).toMatchObject({
      block_id: 'contract-3',
      element: { initial_option: { value: '101' } },
    });
    expect(fieldNamed(filled, mapped, 'Start with')).toMatchObject({
      element: { initial_option: { text: { text: 'August 2026, as it is now' } } },
    });
    expect(fieldNamed(filled, mapped, 'Sync')).toMatchObject({
      element: { initial_option: { value: 'off' } },
    });
    expect(shown(filled, mapped)).toContain('It will not be synced any more. 6 × Premium stay.');
    expect(shown(filled, mapped)).toContain('Left out: Ours. Saving takes it in again.');
  });

  test.each<[string, LinkForm, LinkAbout]>([
    ['nothing known', form(), about({ domain: null, months: null })],
    [
      'everything, with names without end',
      form({ company: { id: '1', name: hostile }, contract: { id: '2', name: hostile }, shadow: true }),
      about({
        customerName: hostile,
        domain: hostile,
        excludedBecause: hostile,
        was: '2019-01',
        warnings: [hostile, hostile, hostile],
        problems: [hostile],
        clears: [hostile, hostile],
      }),
    ],
    ['a suggestion without end', form(), about({ suggestion: { companyId: '1', reason: hostile } })],
    ['a start that is not among the choices', form({ startMonth: '1999-01' }), about()],
  ])('is taken by Slack: %s', (_, f, a) => {
    expect(checkView(view(f, a))).toEqual([]);
  });

  test.each<[string, Parameters<typeof startOptions>[0], string[]]>([
    [
      'not mapped yet',
      { months: { mostRecent: '2026-09', next: '2026-10' }, was: null, thisMonth: '2026-10' },
      ['Most recent invoice (September 2026)', 'Next invoice (October 2026)'],
    ],
    [
      'mapped since long',
      { months: { mostRecent: '2026-09', next: '2026-10' }, was: '2025-01', thisMonth: '2026-10' },
      [
        ...[
          'Most recent invoice (September 2026)',
          'Next invoice (October 2026)',
          'January 2025, as it is now',
        ],
        ...['August 2026', 'July 2026', 'June 2026', 'May 2026', 'April 2026', 'March 2026'],
      ],
    ],
    [
      'mapped since the newest',
      { months: { mostRecent: '2026-02', next: '2026-03' }, was: '2026-02', thisMonth: '2026-03' },
      [
        ...['Most recent invoice (February 2026)', 'Next invoice (March 2026)', 'January 2026'],
        ...['December 2025', 'November 2025', 'October 2025', 'September 2025', 'August 2025'],
      ],
    ],
    [
      'no invoice yet',
      { months: null, was: null, thisMonth: '2026-01' },
      ['December 2025', 'January 2026', 'February 2026'],
    ],
  ])('offers months to start with: %s', (_, given, expected) => {
    expect(startOptions(given).map(one => one.text.text)).toEqual(expected);
  });
});

describe('what saving says', () => {
  const linked = (changed: Partial<LinkedCustomer> = {}): LinkedCustomer => ({
    customer: 'Contoso',
    company: 'Contoso Pty Ltd',
    contract: 'Cloud services',
    start: 'September 2026',
    shadow: false,
    syncOn: true,
    allOn: true,
    run: null,
    says: [],
    ...changed,
  });
  const says = (given: LinkedCustomer) => JSON.stringify(linkedBlocks(given));

  test.each<[Partial<LinkedCustomer>, string]>([
    [
      {},
      '*Contoso* is billed on the contract *Cloud services* of *Contoso Pty Ltd*, starting with September 2026.',
    ],
    [{}, 'The next daily check syncs it.'],
    [{ run: 12 }, 'Sync 12 was asked for.'],
    [{ syncOn: false }, 'Sync is off: nothing is done until it is switched on.'],
    [{ shadow: true }, 'In shadow mode it plans and reports, and writes nothing.'],
    [{ allOn: false }, 'Syncing is paused for all customers, so it waits for /prism resume.'],
    [{ company: undefined, contract: undefined, syncOn: false }, '*Contoso* is saved and not mapped'],
  ])('%o: %s', (changed, expected) => {
    expect(says(linked(changed))).toContain(expected);
  });

  test('is all said, however much stays on the old contract', () => {
    const notes = Array.from({ length: 300 }, (_, n) => `${n} × Product ${hostile} stay.`);
    for (const blocks of [linkedBlocks(linked({ says: notes, customer: hostile })), clearedBlocks(notes)]) {
      expect(checkView(modal('page', 'Link with Autotask', blocks))).toEqual([]);
      const text = JSON.stringify(blocks);
      expect([text.includes('99 × Product'), text.includes('and 200 more like these')]).toEqual([true, true]);
    }
  });
});
