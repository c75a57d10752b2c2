import pg from 'pg';
import type { SmallWorld } from '../../sandbox/worlds/small.ts';
import type { Moment } from '../crash/points.ts';
import type { Happening, Mishap } from './schedule.ts';
import type { OldZone } from './zone.ts';

/** What goes wrong, armed; `over` disarms it and waits for what is still going on. */
export type Strikes = {
  /** For who stands between the product and its database: true when the session breaks here. */
  commit(moment: Moment): boolean;
  over(): Promise<void>;
};

export function strike(
  mishaps: readonly Mishap[],
  { world, zone, databaseUrl }: { world: SmallWorld; zone: OldZone; databaseUrl: string },
): Strikes {
  const { prism, autotask } = world;
  const underWay: Promise<unknown>[] = [];
  let requests = 0;
  let isOver = false;
  for (const mishap of mishaps) {
    if (mishap.kind === 'autotask') autotask.faults.add(mishap.of, mishap.fault, mishap);
    if (mishap.kind === 'prism') prism.faults.add(mishap.of, mishap.fault, mishap);
  }
  const happens = (happening: Happening): void => {
    switch (happening.what) {
      case 'user locked':
        autotask.book.lock(autotask.user);
        return;
      case 'user unlocked':
        autotask.user.locked = false;
        return;
      case 'tokens expired':
        prism.tokens.revokeAll();
        return;
      case 'zone moved':
        zone.move(happening.how);
        return;
      case 'time passes':
        world.clock.advance(happening.minutes * 60_000);
        return;
      case 'sessions cut':
        underWay.push(cutSessions(databaseUrl));
    }
  };
  const asked = (): void => {
    requests += 1;
    for (const mishap of mishaps)
      if (!isOver && mishap.kind === 'happening' && mishap.atRequest === requests) happens(mishap.happening);
  };
  for (const { faults } of [prism, autotask]) {
    const take = faults.take.bind(faults) as (seen: never) => never;
    faults.take = (seen: never) => {
      asked();
      return take(seen);
    };
  }
  const commits = new Map<Moment, number>();
  return {
    commit: moment => {
      const nth = (commits.get(moment) ?? 0) + 1;
      commits.set(moment, nth);
      return mishaps.some(
        one => !isOver && one.kind === 'commit' && one.moment === moment && one.nth === nth,
      );
    },
    over: async () => {
      isOver = true;
      prism.faults.clear();
      autotask.faults.clear();
      autotask.user.locked = false;
      autotask.user.wrongSecrets = 0;
      await Promise.all(underWay);
    },
  };
}

async function cutSessions(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'prism-bot'`,
  );
  await client.end();
}
