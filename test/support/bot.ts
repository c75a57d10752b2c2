/** The product without Slack, wired as a deployment is: settings from an environment, connections made and checked. */

import type { OpenDatabase } from '../../db/open.ts';
import { readConfig } from '../../src/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { type Log, silentLog } from '../../src/log.ts';
import type { SourceAgreement } from '../../src/plan/invoice/line.ts';
import type { ProgramSettings } from '../../src/plan/settings.ts';
import type { RunReport } from '../../src/plan/tally/reports.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { saveSettings } from '../../src/store/settings.ts';
import { saveWorkspace } from '../../src/store/workspaces.ts';
import { connectSource, connectTarget } from '../../src/sync/connect.ts';
import { decideOnPlan } from '../../src/sync/decide.ts';
import { request } from '../../src/sync/request.ts';
import { run } from '../../src/sync/run.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import type { TargetCheck } from '../../src/targets/target.ts';
import type { World } from '../sandbox/worlds/world.ts';

export const WORKSPACE = 'T0MSP';
export const CLERK = 'U0CLERK';
export const BOSS = 'U0BOSS';

export type Bot = {
  context: Context;
  world: World;
  /** Both connections made and checked, and the settings a clerk has to choose. */
  connect(): Promise<{ agreements: SourceAgreement[]; rights: TargetCheck['rights'] }>;
  settle(changed: Partial<ProgramSettings>): Promise<void>;
  mapAll(): Promise<void>;
  /** A person's sync, to its end or to where somebody has to decide. */
  sync(asked?: { tenantIds?: string[]; by?: string | null }): Promise<RunReport>;
  syncProducts(): Promise<RunReport>;
  /** Approves what waits in a run and carries it out. */
  approve(report: RunReport): Promise<RunReport>;
  close(): Promise<void>;
};

export async function startBot(world: World, database: OpenDatabase, log: Log = silentLog): Promise<Bot> {
  const config = readConfig({
    PRISM_API_URL: world.prism.apiUrl,
    PRISM_TOKEN_URL: world.prism.tokenUrl,
    AUTOTASK_ZONE_URL: world.autotask.zoneUrl,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  });
  const context = await createContext(config, { clock: world.clock, database, log });
  await saveWorkspace(context.db, { id: WORKSPACE, name: 'Northwind IT Services', at: world.clock.now() });
  const ask = async (kind: 'customers' | 'products', tenantIds: string[] | undefined, by: string | null) => {
    const number = await request(context, {
      workspaceId: WORKSPACE,
      kind,
      by,
      ...(tenantIds ? { tenantIds } : {}),
    });
    if (number === null) throw new Error('that run was asked for already');
    return run(context, WORKSPACE, number);
  };
  return {
    context,
    world,
    connect: async () => {
      const { clientId, clientSecret } = world.prism.client;
      const { userName, secret, integrationCode } = world.autotask.user;
      const { agreements } = await connectSource(context, {
        workspaceId: WORKSPACE,
        credentials: { clientId, clientSecret },
        by: BOSS,
      });
      const { rights } = await connectTarget(context, {
        workspaceId: WORKSPACE,
        credentials: { userName, secret, integrationCode },
        by: BOSS,
      });
      await saveSettings(context.db, WORKSPACE, PROGRAM, {
        billingCodeId: world.billingCodeId,
        chargeCodeId: world.chargeCodeId ?? null,
        currency: 'AUD',
      });
      return { agreements, rights };
    },
    settle: changed => saveSettings(context.db, WORKSPACE, PROGRAM, changed),
    mapAll: async () => {
      for (const one of world.mappings) await saveMapping(context.db, WORKSPACE, one);
    },
    sync: ({ tenantIds, by = CLERK } = {}) => ask('customers', tenantIds, by),
    syncProducts: () => ask('products', undefined, CLERK),
    approve: async report => {
      for (const { planId, checksum, waiting } of report.customers) {
        if (!waiting) continue;
        await decideOnPlan(context, {
          workspaceId: WORKSPACE,
          planId,
          checksum,
          decision: 'approved',
          by: BOSS,
        });
      }
      return run(context, WORKSPACE, report.run);
    },
    close: () => context.close(),
  };
}
