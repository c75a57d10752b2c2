import { expect, test } from 'vitest';
import { SetClock } from '../../../src/clock.ts';
import { TransientError, UserError } from '../../../src/errors.ts';
import { Budget, type Threshold } from '../../../src/targets/autotask/wire/budget.ts';
import { caught } from './stage.ts';

function stage(tell: () => Threshold) {
  const clock = new SetClock('2026-10-05T00:00:00Z');
  const start = clock.now().getTime();
  const readings: number[] = [];
  const read = async () => {
    readings.push((clock.now().getTime() - start) / 60_000);
    return tell();
  };
  return { clock, readings, budget: new Budget({ clock, read }) };
}
const times = async (count: number, work: () => Promise<void>) => {
  for (let i = 0; i < count; i++) await work();
};

test('the tenant’s count is read at the start, each 200 requests and each 10 minutes', async () => {
  const { clock, readings, budget } = stage(() => ({ used: 100, limit: 10_000, windowMinutes: 60 }));
  await times(200, () => budget.admit());
  expect(readings).toEqual([0]);
  await budget.admit();
  expect(readings).toEqual([0, 0]);
  clock.advance(10 * 60_000);
  await budget.admit();
  expect(readings).toEqual([0, 0, 10]);
});

test('own requests are counted in between', async () => {
  const { budget } = stage(() => ({ used: 100, limit: 10_000, windowMinutes: 60 }));
  await times(30, () => budget.admit());
  expect(await budget.report()).toMatchObject({ used: 130, limit: 10_000, ours: 5_000, windowMinutes: 60 });
});

test('below half of the limit nothing waits; at half all wait, together, until the window has drained', async () => {
  let used = 4_978;
  const { clock, readings, budget } = stage(() => ({ used, limit: 10_000, windowMinutes: 60 }));
  await times(9, () => budget.admit());
  expect(clock.now().toISOString()).toBe('2026-10-05T00:00:00.000Z');
  const waiting = [budget.admit(), budget.admit(), budget.admit()];
  used = 4_000;
  await Promise.all(waiting);
  expect(clock.now().toISOString()).toBe('2026-10-05T00:05:00.000Z');
  expect(readings).toEqual([0, 5]);
  expect((await budget.report()).used).toBe(4_003);
});

test('a tenant that others keep above half for a whole window is given up on', async () => {
  const { clock, budget } = stage(() => ({ used: 6_000, limit: 10_000, windowMinutes: 60 }));
  expect(await caught(() => budget.admit())).toBeInstanceOf(TransientError);
  expect(clock.now().toISOString()).toBe('2026-10-05T01:00:00.000Z');
});

test('many at once are admitted up to the limit and not one more', async () => {
  let used = 4_888;
  const { clock, budget } = stage(() => ({ used, limit: 10_000, windowMinutes: 60 }));
  let admitted = 0;
  const all = Array.from({ length: 150 }, () =>
    budget.admit().then(() => {
      admitted += 1;
      if (clock.now().getTime() === Date.parse('2026-10-05T00:00:00Z'))
        expect(used + admitted).toBeLessThan(5_000);
      else used = 0;
    }),
  );
  await Promise.all(all.slice(0, 99));
  expect(admitted).toBe(99);
  used = 100;
  await Promise.all(all);
});

test('a first reading that the tenant refuses leaves the published limit; one that fails is the caller’s to hear', async () => {
  const refused = stage(() => {
    throw new UserError('no', { code: 'read-refused', remedy: '' });
  });
  await refused.budget.admit();
  expect(await refused.budget.report()).toMatchObject({ used: 1, limit: 10_000 });

  const down = stage(() => {
    throw new TransientError('down');
  });
  expect(await caught(() => down.budget.admit())).toBeInstanceOf(TransientError);
});

test('a later reading that fails keeps the count', async () => {
  let down = false;
  const { clock, budget } = stage(() => {
    if (down) throw new TransientError('down');
    return { used: 100, limit: 10_000, windowMinutes: 60 };
  });
  await times(5, () => budget.admit());
  down = true;
  clock.advance(11 * 60_000);
  await budget.admit();
  expect((await budget.report()).used).toBe(106);
});

test('the estimate is the pace, and the wait for what exceeds our share', async () => {
  const { budget } = stage(() => ({ used: 4_000, limit: 10_000, windowMinutes: 60 }));
  expect((await budget.report()).estimateMs(100)).toBe(40_000);
  await times(10, async () => {
    await budget.admit();
    budget.took(200);
  });
  const { estimateMs } = await budget.report();
  expect(estimateMs(100)).toBe(20_000);
  // 978 requests fit; 1000 more are a fifth of an hour’s share.
  expect(estimateMs(1_978)).toBe(1_978 * 200 + 12 * 60_000);
});
