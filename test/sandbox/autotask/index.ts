/**
 * An Autotask on loopback, as strict as the public record lets it be (Autotask reference, section 9): a discovery host
 * and a zone host, a book that people can change while they run, switches where the record is silent, and faults to order.
 */
import type { Clock } from '../../../src/clock.ts';
import { AutotaskBook } from './book.ts';
import { Faults } from './faults.ts';
import { Quota } from './limits.ts';
import { Requests } from './requests.ts';
import { type AutotaskSwitches, defaultSwitches } from './switches.ts';
import { type AutotaskUser, user } from './users.ts';
import { serve } from './wire/serve.ts';

export type AutotaskSandbox = {
  /** What `AUTOTASK_ZONE_URL` is set to: the discovery host, ending in `/ATServicesRest/`. */
  zoneUrl: string;
  /** The zone host as zoneInformation answers it, ending in `/ATServicesRest/`. */
  url: string;
  user: AutotaskUser;
  users: AutotaskUser[];
  book: AutotaskBook;
  switches: AutotaskSwitches;
  faults: Faults;
  requests: Requests;
  quota: Quota;
  close(): Promise<void>;
};

export async function startAutotask({
  clock,
  latencyMs = 0,
  switches: given = {},
  users = [user()],
}: {
  clock: Clock;
  /** Real time every answer takes. */
  latencyMs?: number;
  switches?: Partial<AutotaskSwitches>;
  users?: AutotaskUser[];
}): Promise<AutotaskSandbox> {
  const switches: AutotaskSwitches = { ...defaultSwitches(), ...given };
  const book = new AutotaskBook(clock, switches);
  const faults = new Faults();
  const requests = new Requests();
  const quota = new Quota(clock);
  const first = users[0];
  if (!first) throw new Error('an Autotask without a user');
  const hosts = await serve({ clock, latencyMs, users, book, switches, faults, requests, quota });
  return { ...hosts, user: first, users, book, switches, faults, requests, quota };
}
