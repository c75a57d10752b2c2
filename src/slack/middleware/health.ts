/** Addresses for whoever runs the process: does it live, can it work, in numbers. */
import type { CustomRoute } from '@slack/bolt';
import type { Metrics } from '../../metrics.ts';
import type { Database } from '../../store/database.ts';
import { findWorkspace } from '../../store/workspaces.ts';
import { within } from '../gate/within.ts';

const PATIENCE_MS = 2_000;

/** @returns null: well; else what is wrong, without names or secrets */
export type Probe = () => Promise<string | null>;

export function healthRoutes(probes: Record<string, Probe>, metrics: Metrics): CustomRoute[] {
  return [
    route('/healthz', async () => ({ status: 200, type: TEXT, body: 'ok\n' })),
    route('/readyz', async () => {
      const parts = await Promise.all(
        Object.entries(probes).map(async ([part, probe]) => [part, (await probe()) ?? 'ok'] as const),
      );
      const isReady = parts.every(([, found]) => found === 'ok');
      const body = `${JSON.stringify(Object.fromEntries(parts))}\n`;
      return { status: isReady ? 200 : 503, type: 'application/json; charset=utf-8', body };
    }),
    route('/metrics', async () => ({
      status: 200,
      type: metrics.contentType,
      body: await metrics.text(),
    })),
  ];
}

/** It answers, and has all its tables: they are made before anything listens. */
export const databaseProbe =
  (db: Database): Probe =>
  () =>
    within(PATIENCE_MS, findWorkspace(db, ''), 'no answer in time').then(
      () => null,
      () => 'the database does not answer',
    );

const TEXT = 'text/plain; charset=utf-8';

type Page = { status: number; type: string; body: string };

const route = (path: string, page: () => Promise<Page>): CustomRoute => ({
  path,
  method: 'GET',
  handler: async (_, response) => {
    const { status, type, body } = await page().catch(
      (): Page => ({ status: 500, type: TEXT, body: 'not now\n' }),
    );
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(body);
  },
});
