import type { SlackConfig } from '../../config.ts';
import { recordAudit } from '../../store/audit.ts';
import { inTransaction } from '../../store/database.ts';
import { findWorkspace, reopenWorkspace, saveWorkspace } from '../../store/workspaces.ts';
import { workspaceOf } from '../gate/enter.ts';
import { Refused } from '../middleware/refused.ts';
import type { SlackContext } from '../visit.ts';
import { askingClient, type Identities, notInstalled } from './identities.ts';

type Known = { workspaceId: string; botToken: string; botId: string; botUserId: string };

/** The one workspace of the bot token; requests of another are refused, however well they are signed. */
export function oneWorkspace(context: SlackContext, slack: SlackConfig, token: string): Identities {
  let asked: Promise<Known> | undefined;
  const known = (): Promise<Known> => {
    const asking = asked ?? ask(context, slack, token);
    asked = asking;
    asking.catch(() => {
      if (asked === asking) asked = undefined;
    });
    return asking;
  };
  return {
    authorize: async source => {
      const { workspaceId, ...bot } = await known().catch(error => {
        throw new Refused(503, 'slack', 'Slack did not say whose the bot token is.', error);
      });
      if (workspaceOf(source) !== workspaceId) throw notInstalled(workspaceOf(source));
      return source.teamId === undefined ? bot : { ...bot, teamId: source.teamId };
    },
    tokenOf: async workspaceId => {
      if ((await known()).workspaceId !== workspaceId) return undefined;
      const workspace = await findWorkspace(context.db, workspaceId);
      return workspace && !workspace.closedAt ? token : undefined;
    },
    prepare: async () => void (await known()),
    forget: () => {
      asked = undefined;
    },
    idle: async () => {},
  };
}

/** Slack knows the token, so the app is there: a workspace that was left is taken up again. */
async function ask(context: SlackContext, slack: SlackConfig, token: string): Promise<Known> {
  const { db, clock, log } = context;
  const { team_id, team, user_id, bot_id } = await askingClient(slack, log, token).auth.test();
  const id = String(team_id);
  const at = clock.now();
  await inTransaction(db, async tx => {
    await saveWorkspace(tx, { id, name: team ?? id, at });
    if (await reopenWorkspace(tx, id))
      await recordAudit(tx, id, { at, actor: 'slack', action: 'installed', subject: id, detail: {} });
  });
  return { workspaceId: id, botToken: token, botId: String(bot_id), botUserId: String(user_id) };
}
