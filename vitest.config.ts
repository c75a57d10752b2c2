import { configDefaults, defineConfig } from 'vitest/config';

/** What runs again on the server given: every query of the store, and whole stories that use most of them at once. */
const stories = ['alarms', 'by-itself', 'drain', 'exactly-once', 'first-month', 'slack-month', 'undo'];
const onDatabase = [
  'test/db/**/*.test.ts',
  'test/store/**/*.test.ts',
  ...stories.map(story => `test/flows/${story}.test.ts`),
];
const all = ['test/**/*.test.ts'];
const given = process.env.TEST_DATABASE_URL;

export default defineConfig({
  test: {
    globalSetup: ['test/support/postgres.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a project includes is added to what is included here, so it stands in one of the two.
    ...(given
      ? {
          projects: [
            { extends: true, test: { name: 'own server', include: all, env: { TEST_DATABASE_URL: '' } } },
            {
              extends: true,
              test: {
                name: 'given server',
                include: onDatabase,
                exclude: [...configDefaults.exclude, 'test/db/local*.test.ts'],
                env: { TEST_DATABASE_URL: given },
              },
            },
          ],
        }
      : { include: all }),
    coverage: {
      provider: 'v8',
      include: ['src/plan/**'],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
});
