import { listConnections } from '../store/connections.ts';
import { listMappings } from '../store/mappings.ts';
import { listRuns, type Run } from '../store/runs.ts';
import { getSettings } from '../store/settings.ts';
import { request } from '../sync/request.ts';
import { PROGRAM } from '../sync/sync-context.ts';
import { show } from './answers.ts';
import { actions, button, section } from './ui/parts/blocks.ts';
import { serialize } from './ui/parts/pages.ts';
import { plural } from './ui/parts/text.ts';
import type { Visit } from './visit.ts';

export type Wanted = { kind: 'customers' | 'products'; tenantIds?: string[] };

/** Asks for a sync, or says what has to be done first, with the button that leads there. */
export async function startSync(visit: Visit, wanted: Wanted): Promise<void> {
  const { context, workspaceId, userId } = visit;
  const { db } = context;
  const [connections, settings, mappings, open] = await Promise.all([
    listConnections(db, workspaceId),
    getSettings(db, workspaceId, PROGRAM),
    listMappings(db, workspaceId),
    listRuns(db, workspaceId, { kind: wanted.kind, states: OPEN, limit: 20 }),
  ]);
  const missing = (['prism', 'autotask'] as const).filter(
    kind => !connections.some(one => one.kind === kind),
  );
  if (missing.length > 0) {
    const names = missing.map(kind => (kind === 'prism' ? 'PRISM' : 'Autotask')).join(' and ');
    return tell(visit, `:warning: *${names} is not connected yet.*`, [
      button('Connect', 'open-page', serialize({ page: 'connections' })),
    ]);
  }
  if (wanted.kind === 'customers' && !settings.syncOn)
    return tell(visit, ':double_vertical_bar: *Syncing is paused.* Nothing was asked for.', [
      button('Resume', 'resume', ''),
    ]);
  if (wanted.kind === 'customers' && !mappings.some(one => one.agreementId !== null && one.syncOn))
    return tell(visit, ':grey_question: *No customer is mapped yet, with its sync on.*', [
      button('Map', 'open-page', serialize({ page: 'map' })),
    ]);
  const same = open.find(one => sameScope(one, wanted));
  if (same)
    return tell(
      visit,
      `:arrows_counterclockwise: *Run ${same.number} is at it already.* No second one was asked for.`,
      [details(same.number)],
    );
  const number = await request(context, { workspaceId, by: userId, ...wanted });
  if (number === null) return;
  const of =
    wanted.kind === 'products'
      ? 'products'
      : wanted.tenantIds
        ? plural(wanted.tenantIds.length, 'customer')
        : 'all mapped customers';
  const where = settings.channelId
    ? `<#${settings.channelId}> tells how it goes.`
    : 'No notification channel is chosen, so look here:';
  await tell(visit, `:white_check_mark: *Run ${number}* syncs ${of}. ${where}`, [
    details(number),
    ...(settings.channelId ? [] : [button('Settings', 'open-settings', '')]),
  ]);
}

const OPEN = ['requested', 'planning', 'approved', 'applying'] as const;

const sameScope = ({ scope }: Run, { tenantIds }: Wanted): boolean =>
  tenantIds === undefined
    ? scope === null
    : scope?.tenantIds?.length === tenantIds.length && tenantIds.every(id => scope.tenantIds?.includes(id));

const details = (run: number) => button('View details', 'open-page:details', serialize({ page: 'run', run }));

const tell = (visit: Visit, text: string, buttons: Parameters<typeof actions>[0]): Promise<void> =>
  show(visit, {
    title: 'Sync',
    text: text.replaceAll('*', ''),
    blocks: [section(text), ...actions(buttons)],
  });
