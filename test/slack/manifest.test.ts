/** What Slack is told of the app agrees with what the app does. */
import { globSync, readFileSync } from 'node:fs';
import type { AppsManifestCreateArguments } from '@slack/web-api';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { COMMAND } from '../../src/slack/index.ts';
import { REDIRECT_PATH } from '../../src/slack/installs/install-routes.ts';
import { OPTIONAL_SCOPES, SCOPES } from '../../src/slack/installs/scopes.ts';

type Manifest = AppsManifestCreateArguments['manifest'];
type Scope = (typeof SCOPES)[number];
type Event = NonNullable<
  NonNullable<NonNullable<Manifest['settings']>['event_subscriptions']>['bot_events']
>[number];

const manifest = parse(readFileSync('manifest.yml', 'utf8')) as Manifest;
const { features, oauth_config, settings } = manifest;
const code = globSync('src/slack/**/*.ts').map(path => readFileSync(path, 'utf8'));
const found = (pattern: RegExp): string[] => [
  ...new Set(
    code.flatMap(text => [...text.matchAll(pattern)].map(([, what]) => what!.replaceAll(/\s/g, ''))),
  ),
];

/** By name, so that a name Slack does not know does not compile. */
const EVENTS = ['app_home_opened', 'app_uninstalled', 'tokens_revoked'] as const satisfies readonly Event[];

/**
 * What leave each method needs that the app calls; null: none but a token. Alternatives go by the kind of the channel.
 */
const NEEDS: Record<string, readonly Scope[] | null> = {
  'auth.test': null,
  'oauth.v2.access': null,
  'chat.getPermalink': null,
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'chat.postEphemeral': ['chat:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': null,
  'views.publish': null,
  'views.push': null,
  'views.update': null,
};

/** Calls of a client, however the line breaks; and of a fresh one for a token. */
const called = found(/(?:\bclient|\bconversations|Client\([^)]*\))\s*\.((?:\s*\.?\s*\w+)+)\(/g)
  .map(method => method.replace(/^\./, ''))
  .filter(method => method.includes('.'));

describe('the manifest', () => {
  test('is valid by Slack’s schema', () => {
    const schema = JSON.parse(readFileSync('test/slack/manifest.schema.json', 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    expect(validate(manifest) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...manifest, settings: { ...settings, interactivity: {} } })).toBe(false);
  });

  test('asks for the leave that the app asks for when it is installed, and says what it can do without', () => {
    expect(oauth_config?.scopes?.bot).toEqual(SCOPES);
    expect(oauth_config?.scopes).toMatchObject({ bot_optional: OPTIONAL_SCOPES });
    expect(oauth_config?.scopes?.user).toBeUndefined();
  });

  test('covers every method that is called, and nothing that is not', () => {
    expect(called).toEqual(expect.arrayContaining(['views.open', 'users.info', 'chat.postMessage']));
    expect(called.filter(method => !(method in NEEDS))).toEqual([]);
    const needed = called.flatMap(method => NEEDS[method] ?? []);
    expect(needed.filter(scope => !SCOPES.includes(scope))).toEqual([]);
    // A command, posting where it was not invited, and reading a channel's kind are no methods.
    const free: Scope[] = ['commands', 'chat:write.public', 'channels:read', 'groups:read'];
    expect(SCOPES.filter(scope => !needed.includes(scope) && !free.includes(scope))).toEqual([]);
  });

  test('subscribes to what is listened to', () => {
    expect(settings?.event_subscriptions?.bot_events).toEqual(EVENTS);
    const listened = found(/\bapp\.event\(\s*'(\w+)'/g);
    expect(listened.toSorted()).toEqual([...EVENTS]);
  });

  test('has the one command', () => {
    expect(features?.slash_commands?.map(({ command }) => command)).toEqual([COMMAND]);
  });

  test('leads everything to where it is received', () => {
    const urls = [
      ...(features?.slash_commands ?? []).map(({ url }) => url),
      settings?.event_subscriptions?.request_url,
      settings?.interactivity?.request_url,
      settings?.interactivity?.message_menu_options_url,
    ].map(url => new URL(url!));
    expect(new Set(urls.map(({ pathname }) => pathname))).toEqual(new Set(['/slack/events']));
    const back = (oauth_config?.redirect_urls ?? []).map(url => new URL(url));
    expect(back.map(({ pathname }) => pathname)).toEqual([REDIRECT_PATH]);
    expect(new Set([...urls, ...back].map(({ origin }) => origin)).size).toBe(1);
  });

  test('is the variant that is called over HTTP', () => {
    expect(settings?.socket_mode_enabled).toBe(false);
  });
});
