import type { HTTPReceiverOptions, Installation } from '@slack/bolt';
import type { Clock } from '../../clock.ts';
import type { SlackConfig } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { recordAudit } from '../../store/audit.ts';
import { inTransaction } from '../../store/database.ts';
import { saveInstallation } from '../../store/installations.ts';
import { reopenWorkspace, saveWorkspace } from '../../store/workspaces.ts';
import type { SlackContext } from '../visit.ts';
import { askingOptions } from './identities.ts';
import { SCOPES } from './scopes.ts';

export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

/**
 * What a receiver needs to serve both legs of an install: the page with the button, and the address that Slack sends
 * the person back to. The state is signed, and bound to the browser by a cookie, for ten minutes.
 */
export function installRoutes(
  context: SlackContext,
  slack: SlackConfig,
  clock: Clock,
): Partial<HTTPReceiverOptions> {
  const { log, config } = context;
  if (!slack.oauth) return {};
  return {
    ...slack.oauth,
    scopes: [...SCOPES],
    installationStore: {
      storeInstallation: installation => installed(context, installation, clock),
      fetchInstallation: async () => {
        throw new Error('tokens are read elsewhere');
      },
    },
    ...(config.publicUrl === null ? {} : { redirectUri: `${config.publicUrl}${REDIRECT_PATH}` }),
    installerOptions: {
      installPath: INSTALL_PATH,
      ...(config.publicUrl === null ? {} : { redirectUriPath: REDIRECT_PATH }),
      authorizationUrl: new URL('/oauth/v2/authorize', slack.apiUrl).href,
      clientOptions: askingOptions(slack, log),
      callbackOptions: {
        failure: (error, _options, _request, response) => {
          log.warn({ err: error }, 'an install did not succeed');
          const isOurs = error.code === 'slack_oauth_unknown_error';
          response.writeHead(isOurs ? 500 : 400, {
            'content-type': 'text/html; charset=utf-8',
            'cache-control': 'no-store',
          });
          response.end(NOT_INSTALLED);
        },
      },
    },
  };
}

const NOT_INSTALLED = `<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>PRISM Bot</title>
<h1>PRISM Bot was not installed</h1>
<p>It was cancelled, or it took longer than ten minutes. <a href="${INSTALL_PATH}">Begin again.</a></p>
</html>
`;

async function installed(context: SlackContext, installation: Installation, clock: Clock): Promise<void> {
  const { isEnterpriseInstall, enterprise, team, user, bot, appId } = installation;
  const where = isEnterpriseInstall ? enterprise : team;
  if (!where || !bot) {
    throw new UserError('Slack said nothing of where the app was installed.', {
      code: 'installation',
      remedy: 'Begin the install again.',
    });
  }
  const { db, seal } = context;
  const { id } = where;
  const at = context.clock.now();
  await inTransaction(db, async tx => {
    await saveWorkspace(tx, { id, name: where.name ?? id, at });
    await reopenWorkspace(tx, id);
    await saveInstallation(tx, id, seal, { installation, installedBy: user.id, installedAt: clock.now() });
    const detail = { app: appId ?? null, scopes: bot.scopes };
    await recordAudit(tx, id, { at, actor: user.id, action: 'installed', subject: id, detail });
  });
  context.log.info({ workspace: id }, 'installed');
}
