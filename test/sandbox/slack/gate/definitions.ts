/** JSON schemas of Slack's own types, made from `@slack/types` once for each version of it and kept under node_modules. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type Schema = {
  $ref?: string;
  anyOf?: Schema[];
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  const?: unknown;
  [keyword: string]: unknown;
};
export type Definitions = Record<string, Schema>;

const { resolve } = createRequire(import.meta.url);
const types = dirname(dirname(resolve('@slack/types')));
const { version } = JSON.parse(readFileSync(join(types, 'package.json'), 'utf8')) as { version: string };
const folder = join(dirname(dirname(types)), '.cache', 'prism-bot');
const kept = join(folder, `slack-types-${version}.json`);

/** Every type that a view or a message is built of, unknown properties refused. */
export const definitions: Definitions = existsSync(kept)
  ? (JSON.parse(readFileSync(kept, 'utf8')) as Definitions)
  : await generate();

async function generate(): Promise<Definitions> {
  const { createGenerator } = await import('ts-json-schema-generator');
  const schema = createGenerator({
    path: join(types, 'dist', 'views.d.ts'),
    type: 'View',
    skipTypeCheck: true,
    additionalProperties: false,
    expose: 'all',
    jsDoc: 'none',
  }).createSchema();
  const made = schema.definitions as Definitions;
  mkdirSync(folder, { recursive: true });
  // Test files start side by side: each writes a file of its own, and the last name wins whole.
  const own = `${kept}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(own, JSON.stringify(made));
  renameSync(own, kept);
  return made;
}
