import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../src/plan/change.ts';
import type { StandingCharge, StandingLine } from '../../../src/plan/current.ts';
import type { Decision } from '../../../src/plan/decision.ts';
import type { LineMemory } from '../../../src/plan/memory.ts';
import { timelineOf, within } from '../../../src/plan/numbers/timeline.ts';
import type { AgreementPlan } from '../../../src/plan/plan.ts';
import { planUndo, type UndoInput } from '../../../src/plan/undo/plan-undo.ts';
import {
  agreement,
  azureItem,
  carriedOut,
  changesOf,
  heldFor,
  inShort,
  line,
  memoryOf,
  plan,
  rowsOf,
  standing,
  usage,
} from '../a-month.ts';

const all = { from: '2026-09-01', to: '2026-09-30' };
const four = standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] });
const six = line({ quantity: '6', from: '2026-09-10', to: '2026-09-30' });
const fourFirst = line({ quantity: '4', from: '2026-09-01', to: '2026-09-09' });

/** Undoes a plan that was carried out in full. */
function undo(
  made: AgreementPlan,
  current: readonly StandingLine[],
  changed: Partial<UndoInput> & { before?: ReadonlyMap<string, LineMemory> } = {},
): AgreementPlan {
  const { before = new Map(), ...input } = changed;
  return planUndo({
    ...{ plan: made, planId: 'plan-1', run: 7, agreement: agreement(), current, decisions: [] },
    charges: { made: [], standing: [] },
    done: changesOf(made).map(change => ({ change, itemId: change.itemId ?? `item-${change.productKey}` })),
    left: new Map([...memoryOf(made)].map(([key, last]) => [key, { last, before: before.get(key) ?? null }])),
    ...input,
  });
}

const decision = (choice: Decision['choice'], through: string): Decision => ({
  ...{ month: '2026-09', productKey: null, choice, subject: null, through },
});

describe('what a run wrote is countered', () => {
  test('by the opposite of each change on its day', () => {
    const made = plan({ lines: [fourFirst, six], current: [four], memory: new Map() });
    expect(inShort(made)).toEqual(['+2 2026-09-10']);
    const back = undo(made, carriedOut(made, [four]));
    expect(inShort(back)).toEqual(['-2 2026-09-10']);
    expect(back).toMatchObject({ undoes: { run: 7, planId: 'plan-1' }, asks: ['undo of run 7'] });
    const [only] = back.lines;
    expect(only).toMatchObject({
      seats: { before: 6, after: 4 },
      bill: { before: { price: '135.00' }, after: { price: '100.00' } },
      drift: null,
    });
    expect(only?.notes).toEqual([
      'Countered by opposite adjustments on the same days: Autotask keeps both entries',
    ]);
  });

  test('down to nothing where nothing stood', () => {
    const made = plan({ lines: [line({ quantity: '3', ...all })], current: [] });
    const back = undo(made, carriedOut(made, []));
    expect(inShort(back)).toEqual(['-3 2026-09-01']);
    expect(back.lines[0]?.notes[0]).toContain('the service stays on the contract with no units');
    expect(back.lines[0]?.leaves).toMatchObject({ subscriptions: [], state: { timeline: [] } });
  });

  test('with the price as it was, from the day on which it changed', () => {
    const dearer = line({ quantity: '4', ...all, unitCost: '22', unitPrice: '27.5' });
    const made = plan({ lines: [dearer], current: [four] });
    expect(inShort(made)).toEqual(['0 2026-09-01 at 22.0000/27.5000']);
    const back = undo(made, carriedOut(made, [four]));
    expect(inShort(back)).toEqual(['0 2026-09-01 at 20/25']);
    expect(back.lines[0]?.bill).toEqual({
      before: { cost: '88.00', price: '110.00' },
      after: { cost: '80.00', price: '100.00' },
    });
  });

  test('but not a price that a hand set since', () => {
    const dearer = line({ quantity: '5', ...all, unitCost: '22', unitPrice: '27.5' });
    const made = plan({ lines: [dearer], current: [four] });
    const [now] = carriedOut(made, [four]);
    const back = undo(made, [{ ...now!, unitPrice: '30' }]);
    expect(inShort(back)).toEqual(['-1 2026-09-01']);
  });

  test('and only the price that was sent', () => {
    const dearer = line({ quantity: '4', ...all, unitCost: '22', unitPrice: '27.5' });
    const made = plan({ lines: [dearer], current: [four], strategy: 'cost-only' });
    const back = undo(made, carriedOut(made, [four]));
    expect(changesOf(back)).toMatchObject([{ unitCost: '20' }]);
    expect(changesOf(back)[0]).not.toHaveProperty('unitPrice');
  });

  test('without a cost that nobody may see', () => {
    const blind = { ...four, unitCost: null };
    const made = plan({ lines: [line({ quantity: '5', ...all, unitPrice: '27.5' })], current: [blind] });
    const [now] = carriedOut(made, [blind]);
    const back = undo(made, [{ ...now!, unitCost: null }]);
    expect(changesOf(back)).toMatchObject([{ delta: -1, unitPrice: '25' }]);
    expect(changesOf(back)[0]).not.toHaveProperty('unitCost');
  });

  test('in an order that never passes below zero', () => {
    const azureStands = standing({
      ...{ id: 'line-azure', itemId: azureItem.id, unitPrice: '0', unitCost: '0', timeline: [] },
    });
    const made = plan({ lines: [usage({ cost: '100', price: '130', ...all })], current: [azureStands] });
    expect(inShort(made).map(text => text.split(' at ')[0])).toEqual(['+1 2026-09-01', '-1 2026-10-01']);
    const back = undo(made, carriedOut(made, [azureStands]));
    expect(changesOf(back).map(({ delta, effective }) => [delta, effective])).toContainEqual([
      -1,
      '2026-09-01',
    ]);
  });

  test('one day later where a person said so', () => {
    const made = plan({ lines: [fourFirst, six], current: [four] });
    const back = undo(made, carriedOut(made, [four]), {
      decisions: [decision('one-day-later', '2026-09-10')],
    });
    expect(inShort(back)).toEqual(['-2 2026-09-11']);
  });

  test('while what a hand added stays, and is said', () => {
    const made = plan({ lines: [fourFirst, six], current: [four] });
    const [now] = carriedOut(made, [four]);
    const edited = {
      ...now!,
      rows: rowsOf([
        { from: '2026-01-01', quantity: 4 },
        { from: '2026-09-10', quantity: 6 },
        { from: '2026-09-20', quantity: 9 },
      ]),
    };
    const back = undo(made, [edited]);
    expect(inShort(back)).toEqual(['-2 2026-09-10']);
    expect(back.lines[0]?.drift).toEqual({ date: '2026-09-20', was: 6, is: 9, becomes: 7 });
  });

  test('not a second time: a line that was undone is left out, one that was half undone gets the rest', () => {
    const made = plan({ lines: [fourFirst, six], current: [four] });
    const standsAsWas = undo(made, [four], { left: new Map() });
    expect(standsAsWas.lines).toEqual([]);
    const half = memoryOf(made).get('CFQ-PREMIUM')!;
    const left = new Map([
      [
        'CFQ-PREMIUM',
        {
          last: { ...half, state: { ...half.state, timeline: [{ from: '2026-09-01', quantity: 5 }] } },
          before: null,
        },
      ],
    ]);
    const five = standing({ timeline: [{ from: '2026-01-01', quantity: 5 }] });
    expect(inShort(undo(made, [five], { left }))).toEqual(['-1 2026-09-01']);
  });

  test('and nothing of what is not known to be done', () => {
    const made = plan({ lines: [fourFirst, six], current: [four] });
    expect(undo(made, [four], { done: [] }).lines).toEqual([]);
  });

  test('leaving what was left before the run', () => {
    const before = memoryOf(plan({ lines: [line({ quantity: '4', ...all })], current: [four] }));
    const made = plan({ lines: [fourFirst, six], current: [four], memory: before });
    const back = undo(made, carriedOut(made, [four]), { before });
    expect(back.lines[0]?.leaves.subscriptions).toEqual(before.get('CFQ-PREMIUM')?.subscriptions);
  });
});

describe('a charge that a run made', () => {
  const charge: Charge = {
    ...{ kind: 'charge', key: 'charge:m1', mark: 'prism-bot:m1', productKey: 'prism-bot:m1' },
    ...{ agreementId: 'contract', agreementName: 'Contoso cloud', date: '2026-09-30' },
    ...{ name: 'Credit', description: 'Credit of August', money: { cost: '-7.74', price: '-9.68' } },
    source: { invoiceId: 'inv', tenantId: 't-1', productKey: null, lines: ['l-1'] },
  };
  const stands: StandingCharge = {
    ...{ id: '900', agreementId: 'contract', mark: 'prism-bot:m1', name: 'Credit', date: '2026-09-30' },
    ...{ cost: '-7.74', price: '-9.68', billed: false },
  };
  const made = plan({ lines: [] });
  const back = (standing: StandingCharge[]) => undo(made, [], { charges: { made: [charge], standing } });

  test('is deleted', () => {
    expect(back([stands]).charges).toEqual([
      {
        ...{ kind: 'remove-charge', key: 'undo-7:prism-bot:m1', mark: 'prism-bot:m1' },
        ...{ productKey: 'prism-bot:m1', agreementId: 'contract', agreementName: 'Contoso cloud' },
        chargeId: '900',
        before: {
          ...{ date: '2026-09-30', name: 'Credit', description: 'Credit of August' },
          money: { cost: '-7.74', price: '-9.68' },
        },
      },
    ]);
  });

  test('by a plan of charges alone is taken back by one', () => {
    const apart = undo({ ...made, apart: 'credit' }, [], {
      charges: { made: [charge], standing: [stands] },
    });
    expect(apart).toMatchObject({ apart: 'credit', charges: [{ kind: 'remove-charge' }] });
  });

  test('and is gone already needs nothing', () => {
    expect(back([]).charges).toEqual([]);
  });

  test.each<[string, StandingCharge[], string]>([
    ['posted', [{ ...stands, billed: true }], 'stay billed'],
    ['there twice', [stands, { ...stands, id: '901' }], 'not clear which'],
  ])('and is %s stays, and says so', (_, standing, says) => {
    const { charges, holds } = back(standing);
    expect(charges).toEqual([]);
    expect(holds).toMatchObject([{ label: 'Credit', says: expect.stringContaining(says) }]);
  });
});

describe('what cannot be taken back is held, with the reason', () => {
  const made = plan({ lines: [fourFirst, six], current: [four] });
  const [now] = carriedOut(made, [four]);

  test.each<[string, string, StandingLine[], Partial<UndoInput>?]>([
    ['its period was posted', 'posted', carriedOut(made, [four], '2026-09')],
    ['the line is gone', 'stale', []],
    ['it stands twice', 'several-lines', [now!, { ...now!, id: 'another' }]],
    [
      'seats were taken away by hand',
      'below-zero',
      [{ ...now!, rows: rowsOf([{ from: '2026-01-01', quantity: 1 }]) }],
    ],
  ])('%s', (_, reason, current, changed = {}) => {
    const back = undo(made, current, changed);
    expect(heldFor(back)).toEqual([reason]);
    expect(changesOf(back)).toEqual([]);
  });

  test('with the money that stays billed', () => {
    const back = undo(made, carriedOut(made, [four], '2026-09'));
    expect(back.lines[0]?.holds[0]).toMatchObject({
      money: { cost: '28.00', price: '35.00' },
      says: expect.stringContaining(
        'posted to 30 Sep 2026: what was billed stays billed, 28.00 cost, 35.00 retail',
      ),
    });
  });

  test('a contract that does not exist any more, or is inactive, takes nothing', () => {
    for (const one of [null, agreement({ active: false })]) {
      const back = undo(made, [now!], { agreement: one });
      expect(changesOf(back)).toEqual([]);
      expect(back.problems).toHaveLength(1);
    }
  });
});

test('whatever a month wrote, its undo leaves exactly what stood before, and a second undo nothing', () => {
  const days = fc.integer({ min: 1, max: 30 });
  const spans = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 50 }), from: days, to: days }), {
    minLength: 1,
    maxLength: 4,
  });
  const day = (of: number): string => `2026-09-${String(of).padStart(2, '0')}`;
  fc.assert(
    fc.property(spans, fc.integer({ min: 0, max: 60 }), (given, before) => {
      const stood = before === 0 ? [] : [standing({ timeline: [{ from: '2026-01-01', quantity: before }] })];
      const lines = given.map(({ quantity, from, to }, at) =>
        line({
          ...{ quantity: String(quantity), subscriptionId: `s-${at}` },
          ...{ from: day(Math.min(from, to)), to: day(Math.max(from, to)) },
        }),
      );
      const made = plan({ lines, current: stood });
      const current = carriedOut(made, stood);
      const back = undo(made, current);
      const after = carriedOut(back, current);
      const units = (one: StandingLine | undefined) =>
        within(
          timelineOf((one?.rows ?? []).map(({ from, to, units: quantity }) => ({ from, to, quantity }))),
          '2026-09-01',
        ).filter(step => step.from <= '2027-12-31');
      expect(units(after[0])).toEqual(units(stood[0]));
    }),
    { numRuns: 300 },
  );
});
