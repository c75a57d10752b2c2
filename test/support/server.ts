import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Makes an empty database, or a copy of `template`, under a name of its own that begins with `start`. */
export async function createDatabase(serverUrl: string, start: string, template?: string): Promise<string> {
  const name = `${start}_${randomBytes(6).toString('hex')}`;
  const content = template ? `template ${template}` : `template template0 encoding 'UTF8' locale 'C'`;
  await execute(serverUrl, `create database ${name} ${content}`);
  return name;
}

export const dropDatabase = (serverUrl: string, name: string): Promise<void> =>
  execute(serverUrl, `drop database if exists ${name} with (force)`);

/** The same server's address with another database. */
export function urlWith(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
