/** One PostgreSQL for the whole test run, with a migrated database to copy from. Thrown away at the end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../db/connect.ts';
import { startLocal } from '../../db/local.ts';
import { migrate } from '../../db/migrate.ts';
import { createDatabase, dropDatabase, urlWith } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: {
      /** May create databases. */
      serverUrl: string;
      /** A database that holds the tables and no rows; nobody may stay connected to it. */
      template: string;
    };
  }
}

/** PostgreSQL that need not survive a power cut is faster. */
const THROWN_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
};

/** The project's TEST_DATABASE_URL names a server to use instead of one started here (`vitest.config.ts`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = project.config.env?.TEST_DATABASE_URL;
  if (given) return await offer(project, given, async () => {});
  const dataDir = await mkdtemp(join(tmpdir(), 'prism-bot-test-'));
  const server = await startLocal(dataDir, { settings: THROWN_AWAY });
  return await offer(project, server.url, async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
}

async function offer(
  project: TestProject,
  serverUrl: string,
  end: () => Promise<void>,
): Promise<() => Promise<void>> {
  const template = await createDatabase(serverUrl, 'prism_bot_template');
  const db = connect(urlWith(serverUrl, template));
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
  project.provide('postgres', { serverUrl, template });
  return async () => {
    await dropDatabase(serverUrl, template);
    await end();
  };
}
