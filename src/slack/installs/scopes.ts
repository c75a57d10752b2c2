/** What the app asks leave for when it is installed; `manifest.yml` says the same. */
export const SCOPES = [
  'commands',
  'chat:write',
  'users:read',
  'usergroups:read',
  // From here on the app does without: posting where it was not invited, and looking whether a message arrived whose
  // answer was lost.
  'chat:write.public',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
] as const;

export const OPTIONAL_SCOPES: readonly (typeof SCOPES)[number][] = [
  'chat:write.public',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
];
