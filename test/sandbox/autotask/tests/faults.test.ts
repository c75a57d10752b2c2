import { describe, expect, test } from 'vitest';
import { everything, onStage } from './stage.ts';

const stage = onStage();
const { adjustment, ids, post } = stage;

describe('faults', () => {
  const ask = () => adjustment({ serviceID: ids.service, effectiveDate: '2026-09-01', unitChange: 4 });

  test('a connection dropped after the write: it took effect, and nobody was told', async () => {
    stage.autotask.faults.add('create ContractServiceAdjustments', { kind: 'drop', when: 'after' });
    await expect(ask()).rejects.toThrow();
    expect(stage.autotask.requests.writes).toMatchObject([
      { entity: 'ContractServiceAdjustments', action: 'create', body: { unitChange: 4 }, id: null },
    ]);
    expect(stage.autotask.requests.all.at(-1)?.status).toBe(0);
    expect(stage.autotask.book.contractServices.all()).toHaveLength(1);
  });

  test('a connection dropped before the write: nothing happened', async () => {
    stage.autotask.faults.add('write', { kind: 'drop' });
    await expect(ask()).rejects.toThrow();
    expect(stage.autotask.requests.writes).toEqual([]);
    expect((await ask()).status).toBe(200);
  });

  test('come as often as asked for, after the requests to be spared', async () => {
    const { faults } = stage.autotask;
    faults.add('read', { kind: 'status', status: 401 }, { skip: 1, times: 1 });
    faults.add('Services', { kind: 'html' });
    faults.add('Contracts', { kind: 'threads' });
    faults.add('Contracts', { kind: 'threads', status: 500, retryAfter: '2' });
    const seen: [number, string][] = [];
    for (const entity of ['Companies', 'Companies', 'Services', 'Contracts', 'Contracts', 'Contracts']) {
      const { status, text } = await post(`V1.0/${entity}/query`, { filter: everything });
      seen.push([status, /DOCTYPE|Itgenatr005|thread threshold/.exec(text)?.[0] ?? '']);
    }
    expect(seen).toEqual([
      [200, ''],
      [401, ''],
      [500, 'DOCTYPE'],
      [429, 'thread threshold'],
      [500, 'thread threshold'],
      [200, ''],
    ]);
  });
});
