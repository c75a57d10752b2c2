/** A workspace of Slack in which the app is installed and connected, with people of every kind. */
import type { Context } from '../../src/context.ts';
import { saveInstallation } from '../../src/store/installations.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { savePerson } from '../../src/store/people.ts';
import { saveSettings } from '../../src/store/settings.ts';
import { saveWorkspace } from '../../src/store/workspaces.ts';
import { connectSource, connectTarget } from '../../src/sync/connect.ts';
import { drain } from '../../src/sync/drain.ts';
import { request } from '../../src/sync/request.ts';
import { PROGRAM } from '../../src/sync/sync-context.ts';
import type { Channel, Member } from '../sandbox/slack/book.ts';
import type { SlackSandbox } from '../sandbox/slack/index.ts';
import type { World } from '../sandbox/worlds/world.ts';

export type Role = 'boss' | 'clerk' | 'viewer' | 'nobody' | 'guest' | 'gone' | 'stranger' | 'bot';

export type Side = {
  id: string;
  token: string;
  channel: Channel;
  members: Record<Role, Member>;
};

/** Installed, connected, mapped, with people of every kind. */
export async function settle(context: Context, slack: SlackSandbox, world: World, id: string): Promise<Side> {
  const { db, seal, clock } = context;
  const at = clock.now();
  const add = (name: string, given: Partial<Member> = {}): Member =>
    slack.addMember({ teamId: id, name: `${name}-${id.toLowerCase()}`, ...given });
  const members: Side['members'] = {
    boss: add('boss', { isAdmin: true, isOwner: true }),
    clerk: add('clerk'),
    viewer: add('viewer'),
    nobody: add('nobody'),
    guest: add('guest', { isRestricted: true }),
    gone: add('gone', { deleted: true, isAdmin: true, isOwner: true }),
    stranger: add('stranger', { isStranger: true }),
    bot: add('bot', { isBot: true }),
  };
  const installed = slack.install(id);
  const channel = slack.addChannel({
    teamId: id,
    members: [...Object.values(members).map(one => one.id), installed.botUserId],
  });
  const { token, botId, botUserId } = installed;
  await saveWorkspace(db, { id, name: `Workspace ${id}`, at });
  const installation = { bot: { token, id: botId, userId: botUserId }, isEnterpriseInstall: false };
  await saveInstallation(db, id, seal, { installation, installedBy: members.boss.id, installedAt: at });
  for (const [who, role] of [
    ['boss', 'admin'] as const,
    ['clerk', 'operator'] as const,
    ['viewer', 'viewer'] as const,
  ]) {
    const named = { kind: 'user' as const, id: members[who].id, role };
    await savePerson(db, id, { ...named, namedBy: members.boss.id, namedAt: at });
  }
  const by = members.boss.id;
  const { clientId, clientSecret } = world.prism.clients[0]!;
  const { userName, secret, integrationCode } = world.autotask.user;
  await connectSource(context, { workspaceId: id, by, credentials: { clientId, clientSecret } });
  await connectTarget(context, { workspaceId: id, by, credentials: { userName, secret, integrationCode } });
  await saveSettings(db, id, PROGRAM, {
    ...{ channelId: channel.id, billingCodeId: world.billingCodeId, currency: 'AUD' },
  });
  for (const one of world.mappings) await saveMapping(db, id, one);
  await drain(context, id);
  return { id, token, channel, members };
}

/** Asks for a run and has it carried out and told. */
export async function runIn(
  context: Context,
  workspaceId: string,
  asked: Omit<Parameters<typeof request>[1], 'workspaceId' | 'by'> & { by?: string },
): Promise<number> {
  const number = (await request(context, { workspaceId, by: null, ...asked })) ?? 0;
  await drain(context, workspaceId);
  while ((await context.deliver()) > 0);
  return number;
}
