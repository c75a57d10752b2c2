/** Secrets are where they belong and nowhere else, whatever goes wrong and however much is logged. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { connectTarget } from '../../src/sync/connect.ts';
import { startSmall } from '../sandbox/worlds/small.ts';
import { BOSS, startBot, WORKSPACE } from '../support/bot.ts';
import { freshDatabase } from '../support/database.ts';

test('no log line, table, report or message holds a secret, at the lowest level and in trouble', async () => {
  const written: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: line => void written.push(line) } });
  const world = await startSmall();
  await using fresh = await freshDatabase();
  const bot = await startBot(world, { db: fresh.db, url: fresh.url, close: async () => {} }, log);
  const { user } = world.autotask;
  const canaries = [world.prism.client.clientSecret, user.secret, user.integrationCode];
  try {
    await bot.connect();
    await bot.mapAll();
    await bot.settle({ approval: 'never' });
    world.issue('2026-09', world.lines.september);
    world.autotask.faults.add(
      'create ContractServiceAdjustments',
      { kind: 'text', body: `echo ${user.secret}` },
      { skip: 1 },
    );
    world.prism.faults.add('csv', { kind: 'text', body: `<p>${world.prism.client.clientSecret}</p>` });
    const reports = [await bot.sync(), await bot.sync()];
    const wrong = {
      userName: user.userName,
      secret: 'canary-wrong-secret-91',
      integrationCode: user.integrationCode,
    };
    const refused = await connectTarget(bot.context, {
      workspaceId: WORKSPACE,
      credentials: wrong,
      by: BOSS,
    }).catch(String);
    canaries.push(wrong.secret);
    log.error(
      { err: new Error(`failed with ${user.secret}`), headers: { Secret: user.secret } },
      `sent ${user.secret}`,
    );

    const tables = await sql<{
      name: string;
    }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(fresh.db);
    const dump: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(
        fresh.db,
      );
      dump.push(...rows.rows.map(({ row }) => row));
    }
    const everything = [...written, ...dump, JSON.stringify(reports), String(refused)].join('\n');
    expect(written.length).toBeGreaterThan(0);
    expect(dump.join('\n')).toContain('v1.test.');
    for (const canary of canaries) expect(everything.includes(canary)).toBe(false);
  } finally {
    await bot.close();
    await world.close();
  }
});
