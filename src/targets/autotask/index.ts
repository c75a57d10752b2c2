/** The Autotask target: what it is, and how one is made for a login. README.md says what is known and what assumed. */
import type { Clock } from '../../clock.ts';
import { Http } from '../../http.ts';
import type { Target, TargetTraits } from '../target.ts';
import { listCompanies, listVendors, readContracts } from './agreements.ts';
import { listBillingCodes, readItems } from './catalogue.ts';
import { write } from './changes.ts';
import { findCharges } from './charges.ts';
import { check } from './check.ts';
import { EntityFieldsCache } from './fields.ts';
import { readLines, readLinesAt } from './lines.ts';
import { AutotaskClient, type Credentials } from './wire/client.ts';
import type { Log } from './wire/log.ts';
import { allowedBeside } from './wire/zone.ts';

export const autotaskTraits: TargetTraits = {
  name: 'autotask',
  words: { agreement: 'contract', item: 'service' },
  proration: 'by-days',
  wholeUnits: true,
  priceDecimals: 4,
  findsWrites: false,
  takesBack: false,
  // 150 by the field dump of 2021, 100 by one integrator; ours are far shorter, so the safe one.
  nameLimit: 100,
  descriptionLimit: 400,
  invoiceDescriptionLimit: 1000,
};

export type AutotaskOptions = {
  credentials: Credentials;
  /** Where logins are asked for their zone, e.g. `https://webservices.autotask.net/ATServicesRest/`. */
  zoneUrl: string;
  clock: Clock;
  /** The zone's base address as `onHome` was told it earlier; null: not known. */
  home?: string | null;
  onHome?: (url: string) => Promise<void>;
  /** Requests under way at once per entity. Autotask takes 3 for all processes of an integration code together. */
  laneWidth?: number;
  /** In milliseconds. Autotask itself gives up after 5 minutes. */
  timeouts?: { connectMs?: number; answerMs?: number };
  log?: Log;
};

export function createAutotask({
  credentials,
  zoneUrl,
  clock,
  home = null,
  onHome,
  laneWidth = 3,
  timeouts = {},
  log,
}: AutotaskOptions): Target & { close(): Promise<void> } {
  const http = new Http({
    allows: allowedBeside(zoneUrl),
    laneWidth,
    ...(timeouts.connectMs === undefined ? {} : { connectTimeoutMs: timeouts.connectMs }),
    ...(timeouts.answerMs === undefined ? {} : { answerTimeoutMs: timeouts.answerMs }),
  });
  const client = new AutotaskClient({ credentials, zoneUrl, clock, http, laneWidth, home, onHome, log });
  const fields = new EntityFieldsCache(client);
  return {
    traits: autotaskTraits,
    check: () => check(client, zoneUrl),
    forgive: () => client.forgive(),
    listCompanies: () => listCompanies(client),
    listVendors: () => listVendors(client, fields),
    listAgreements: ids => readContracts(client, fields, { by: 'companyID', ids }),
    readAgreements: ids => readContracts(client, fields, { by: 'id', ids }),
    readLines: (agreementIds, from) => readLines(client, agreementIds, from),
    readLinesAt: (places, from) => readLinesAt(client, places, from),
    readItems: values => readItems(client, { by: 'id', values }),
    findItems: values => readItems(client, { by: 'name', values }),
    listBillingCodes: () => listBillingCodes(client, 'services'),
    listChargeCodes: () => listBillingCodes(client, 'charges'),
    findCharges: marks => findCharges(client, marks),
    write: (change, context) => write(client, fields, change, context),
    budget: () => client.budget.report(),
    close: () => http.close(),
  };
}
