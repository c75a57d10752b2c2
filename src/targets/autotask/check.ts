/**
 * Proves a connection right by right (PRISM Connect reference 6), each by a read that the program makes later, or by what
 * Autotask says may be done with an entity; nothing is written. A wrong secret ends it after one attempt.
 */
import type { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { TargetCheck } from '../target.ts';
import { type Entity, remedies } from './rights.ts';
import * as schema from './schema.ts';
import type { AutotaskClient } from './wire/client.ts';
import { type Condition, describeEntity, query } from './wire/queries.ts';

type Row = TargetCheck['rights'][number];
/** What a probe found: null when the right is there, else the words that say why not. */
type Finding = { words: string | null; remedy?: string } | null;

const ALL: Condition[] = [{ op: 'gte', field: 'id', value: 0 }];
/** Services looked at for one whose cost is visible. */
const SAMPLE = 50;

/** @throws TransientError @throws UserError `host-refused`, `zone-unknown` */
export async function check(client: AutotaskClient, zoneUrl: string): Promise<TargetCheck> {
  client.forgive();
  let home = zoneUrl;
  try {
    home = await client.zone.home();
    await client.budget.prove();
    // The zone may have been found anew on the way.
    home = await client.zone.home();
    const rights = await Promise.all(
      probes(client).map(([right, remedy, probe]) => row(right, remedy, probe)),
    );
    return {
      home,
      loggedIn: true,
      rights: [{ right: 'Log in', ok: true, remedy: null, words: null }, ...rights],
    };
  } catch (error) {
    if (!isUserError(error, 'unauthorized')) throw error;
    const words = [error.message, error.words].filter(Boolean).join(' ');
    const remedy = `${error.remedy} ${remedies.login}`;
    return { home, loggedIn: false, rights: [{ right: 'Log in', ok: false, remedy, words }] };
  }
}

const isUserError = (error: unknown, code: string): error is UserError =>
  error instanceof UserError && error.code === code;

async function row(right: string, remedy: string, probe: () => Promise<Finding>): Promise<Row> {
  try {
    const missing = await probe();
    if (missing === null) return { right, ok: true, remedy: null, words: null };
    return { right, ok: false, remedy: missing.remedy ?? remedy, words: missing.words };
  } catch (error) {
    if (!isUserError(error, 'no-permission') && !isUserError(error, 'read-refused')) throw error;
    return { right, ok: false, remedy, words: error.words ?? error.message };
  }
}

function probes(client: AutotaskClient): [right: string, remedy: string, probe: () => Promise<Finding>][] {
  const sees = (entity: Entity, record: z.ZodObject) => async (): Promise<Finding> => {
    await query(client, entity, { record, where: ALL, most: 1 });
    return null;
  };
  const may = (entity: Entity, what: 'Create' | 'Query' | 'Update') => async (): Promise<Finding> => {
    const { info } = await describeEntity(client, entity, { part: '', schema: schema.EntityInformation });
    const denied = !info[`can${what}`] || /^none$/i.test(info[`userAccessFor${what}`] ?? '');
    return denied ? { words: `${entity}: ${what} is not among this user’s rights.` } : null;
  };
  return [
    ['Read companies', remedies.Companies, () => someCompany(client)],
    ['Read contracts', remedies.Contracts, sees('Contracts', schema.Contract)],
    ['Read services', remedies.Services, sees('Services', schema.Service)],
    ['Create services', remedies.Services, may('Services', 'Create')],
    ['Update services', remedies.Services, may('Services', 'Update')],
    ['Read contract services', remedies.ContractServices, sees('ContractServices', schema.ContractService)],
    [
      'Read contract service units',
      remedies.ContractServiceUnits,
      sees('ContractServiceUnits', schema.ContractServiceUnit),
    ],
    [
      'Adjust contract services',
      remedies.ContractServiceAdjustments,
      may('ContractServiceAdjustments', 'Create'),
    ],
    ['Read billing codes', remedies.BillingCodes, () => someBillingCode(client)],
    ['See costs', remedies.cost, () => someCost(client)],
  ];
}

/** A user with too little rights is answered with no rows instead of an error. */
async function someCompany(client: AutotaskClient): Promise<Finding> {
  const companies = await query(client, 'Companies', { record: schema.Company, where: ALL, most: 1 });
  return companies.length > 0 ? null : { words: 'Autotask shows this user no company at all.' };
}

async function someBillingCode(client: AutotaskClient): Promise<Finding> {
  const where: Condition[] = [
    { op: 'eq', field: 'isActive', value: true },
    { op: 'eq', field: 'useType', value: 5 },
  ];
  const codes = await query(client, 'BillingCodes', { record: schema.BillingCode, where, most: 1 });
  if (codes.length > 0) return null;
  return {
    words: 'There is no active billing code of the type Recurring Contract Service Code.',
    remedy: remedies.noBillingCode,
  };
}

/** Costs are blank to who may not see them; without any service there is nothing to tell by, and no objection. */
async function someCost(client: AutotaskClient): Promise<Finding> {
  const services = await query(client, 'Services', { record: schema.Service, where: ALL, most: SAMPLE });
  if (services.length === 0 || services.some(service => service.unitCost !== null)) return null;
  return { words: 'The cost of every service looked at is blank.' };
}
