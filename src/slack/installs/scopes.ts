import type { AppsManifestCreateArguments } from '@slack/web-api';

type Scopes = NonNullable<NonNullable<AppsManifestCreateArguments['manifest']['oauth_config']>['scopes']>;
type BotScope = NonNullable<Scopes['bot']>[number];

/**
 * The app does without: posting where it was not invited, looking for a message whose answer was lost, and handing out
 * evidence as files.
 */
export const OPTIONAL_SCOPES = [
  'chat:write.public',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'files:write',
] as const satisfies readonly BotScope[];

/** What leave the app asks for when it is installed; `manifest.yml` says the same. */
export const SCOPES = [
  ...(['commands', 'chat:write', 'users:read', 'usergroups:read'] as const),
  ...OPTIONAL_SCOPES,
] as const satisfies readonly BotScope[];
