/** One customer, one service and one contract of a year's grid, with a user who asks over HTTP; anew for every test. */
import { afterEach, beforeEach } from 'vitest';
import { SetClock } from '../../../../src/clock.ts';
import { type AutotaskSandbox, startAutotask } from '../index.ts';
import type { ContractServiceRecord, EntityName } from '../records.ts';

export const clock = new SetClock('2026-10-03T01:00:00Z');

export type Item = Record<string, unknown>;
export type Sent = { status: number; body: Item; text: string; type: string };
type Extra = { headers?: Record<string, string>; base?: string };

export type Stage = {
  autotask: AutotaskSandbox;
  ids: { company: number; code: number; material: number; service: number; contract: number };
  send(method: string, path: string, body?: unknown, extra?: Extra): Promise<Sent>;
  get(path: string, extra?: Extra): Promise<Sent>;
  post(path: string, body: unknown, extra?: Extra): Promise<Sent>;
  patch(path: string, body: unknown): Promise<Sent>;
  find(entity: EntityName, filter: unknown[], more?: object): Promise<Item[]>;
  /** A line on the contract from its first day, made by hand; four units unless said. */
  line(units?: number): ContractServiceRecord;
  /** An adjustment on the contract, over the API. */
  adjustment(fields: object): Promise<Sent>;
};

export const everything = [{ op: 'gte', field: 'id', value: 0 }];
export const byId = (id: unknown) => [{ op: 'eq', field: 'id', value: id }];
export const failed = (...errors: string[]) => ({ status: 500, body: { errors } });

export function onStage(): Stage {
  const stage: Stage = {
    autotask: undefined as unknown as AutotaskSandbox,
    ids: { company: 0, code: 0, material: 0, service: 0, contract: 0 },
    send: (method, path, body, extra = {}) => send(stage.autotask, method, path, body, extra),
    get: (path, extra) => stage.send('GET', path, undefined, extra),
    post: (path, body, extra) => stage.send('POST', path, body, extra),
    patch: (path, body) => stage.send('PATCH', path, body),
    find: async (entity, filter, more = {}) =>
      (await stage.post(`V1.0/${entity}/query`, { filter, ...more })).body.items as Item[],
    line: (units = 4) =>
      stage.autotask.book.addContractService({
        contractId: stage.ids.contract,
        serviceId: stage.ids.service,
        units,
      }),
    adjustment: fields =>
      stage.post('V1.0/ContractServiceAdjustments', { contractID: stage.ids.contract, ...fields }),
  };
  beforeEach(async () => {
    clock.set('2026-10-03T01:00:00Z');
    stage.autotask = await startAutotask({ clock });
    const { book } = stage.autotask;
    const company = book.addCompany({ companyName: 'Contoso Pty Ltd' }).id;
    const code = book.addBillingCode().id;
    const material = book.addBillingCode({ name: 'Cloud charges', useType: 4 }).id;
    const service = book.addService({ name: 'Business Premium', billingCodeID: code }).id;
    const contract = book.addContract({ companyID: company, endDate: '2026-12-31' }).id;
    Object.assign(stage.ids, { company, code, material, service, contract });
  });
  afterEach(() => stage.autotask.close());
  return stage;
}

async function send(
  { user, url }: AutotaskSandbox,
  method: string,
  path: string,
  body: unknown,
  { headers, base }: Extra,
): Promise<Sent> {
  const answer = await fetch(/^http/.test(path) ? path : `${base ?? url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ApiIntegrationCode: user.integrationCode,
      UserName: user.userName,
      Secret: user.secret,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, body: type.includes('json') ? JSON.parse(text) : {}, text, type };
}
