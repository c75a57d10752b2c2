/** `npm run verify`: proves of every workspace that audit, plans and writes are as they were written. 1: something is not. */
import { openDatabase } from '../db/open.ts';
import { readConfig } from './config.ts';
import { UserError } from './errors.ts';
import { listWorkspaces } from './store/workspaces.ts';
import { verify } from './sync/evidence/verify.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const database = await openDatabase(readConfig(process.env));
  let broken = 0;
  try {
    for (const { id, name } of await listWorkspaces(database.db)) {
      const { head, plans, findings } = await verify(database.db, id);
      broken += findings.length;
      say(
        `${id} ${name}: ${head.entries} audit entries${head.entries > 0 ? ` to ${head.hash}` : ''}, ${plans} plans; ${findings.length === 0 ? 'all is as it was written' : `${findings.length} found`}`,
      );
      for (const finding of findings) say(`  ${id} ${finding.id}: ${finding.says}`);
    }
  } finally {
    await database.close();
  }
  process.exitCode = broken > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n${error.remedy}\n`);
  process.exitCode = 2;
}
