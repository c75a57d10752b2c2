/**
 * A plain client, correct and without thought for requests: for every line of an invoice it asks Autotask for the
 * service, for the contract's service and for its units, and writes where a quantity or a price is another. Three lines
 * at a time, so that no endpoint is asked more than three times at once. For months of whole-month seats.
 */
import type { Line, Product } from '../../src/plan/invoice/line.ts';
import { firstDay } from '../../src/plan/numbers/calendar.ts';
import { equalAt } from '../../src/plan/numbers/decimal.ts';
import type { FarSides } from './far-sides.ts';

const AT_ONCE = 3;

type Service = { id: number };
type ContractService = { id: number; unitPrice: number; unitCost: number };
type Units = { id: number; startDate: string; units: number };

export async function carryLineByLine(
  { autotask, mappings }: FarSides,
  { lines, products, month }: { lines: AsyncIterable<Line>; products: readonly Product[]; month: string },
): Promise<void> {
  const client = new Client(await zoneOf(autotask), autotask.user);
  const contracts = new Map(mappings.map(one => [one.tenantDomain, Number(one.agreementId)]));
  const all = lines[Symbol.asyncIterator]();
  const worker = async (): Promise<void> => {
    for (let next = await all.next(); !next.done; next = await all.next()) {
      const line = next.value;
      const product = products.find(one => one.name === line.offerName && one.term === line.term);
      const contractID = contracts.get(line.domain);
      if (!product || contractID === undefined) throw new Error(`row ${line.row} is of nobody`);
      await carry(client, line, { contractID, name: `PC_${product.key}`, month });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function carry(
  client: Client,
  line: Line,
  { contractID, name, month }: { contractID: number; name: string; month: string },
): Promise<void> {
  const from = firstDay(month);
  const [service] = await client.query<Service>('Services', ['id'], [eq('name', name)]);
  if (!service) throw new Error(`there is no service ${name}`);
  const fields = ['id', 'unitPrice', 'unitCost'];
  const place = [eq('contractID', contractID), eq('serviceID', service.id)];
  const [standing] = await client.query<ContractService>('ContractServices', fields, place);
  const units = standing
    ? await client.query<Units>(
        'ContractServiceUnits',
        ['id', 'startDate', 'units'],
        [eq('contractServiceID', standing.id), { op: 'gte', field: 'endDate', value: from }],
      )
    : [];
  const last = units.toSorted((a, b) => a.startDate.localeCompare(b.startDate)).at(-1);
  const unitChange = Number(line.quantity) - (last?.units ?? 0);
  const sameAmounts =
    standing !== undefined &&
    equalAt(String(standing.unitPrice), line.unitPrice ?? '0', 4) &&
    equalAt(String(standing.unitCost), line.unitCost, 4);
  if (unitChange === 0 && sameAmounts) return;
  await client.write('ContractServiceAdjustments', {
    contractID,
    ...(standing ? { contractServiceID: standing.id } : { serviceID: service.id }),
    effectiveDate: from,
    unitChange,
    adjustedUnitPrice: Number(line.unitPrice),
    adjustedUnitCost: Number(line.unitCost),
  });
}

const eq = (field: string, value: unknown) => ({ op: 'eq', field, value });

async function zoneOf({ zoneUrl, user }: FarSides['autotask']): Promise<string> {
  const asked = `${zoneUrl}V1.0/zoneInformation?user=${encodeURIComponent(user.userName)}`;
  const { url } = (await (await fetch(asked)).json()) as { url: string };
  return url;
}

class Client {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, { userName, secret, integrationCode }: FarSides['autotask']['user']) {
    this.#url = url;
    this.#headers = {
      ApiIntegrationCode: integrationCode,
      UserName: userName,
      Secret: secret,
      'Content-Type': 'application/json',
    };
  }

  /** One page, which is more than one line has. */
  async query<Found>(entity: string, fields: string[], filter: unknown[]): Promise<Found[]> {
    const body = { MaxRecords: 500, IncludeFields: fields, filter };
    return ((await this.#post(`${entity}/query`, body)) as { items: Found[] }).items;
  }

  async write(entity: string, body: unknown): Promise<void> {
    await this.#post(entity, body);
  }

  async #post(place: string, body: unknown): Promise<unknown> {
    const request = { method: 'POST', headers: this.#headers, body: JSON.stringify(body) };
    const answer = await fetch(`${this.#url}V1.0/${place}`, request);
    if (!answer.ok) throw new Error(`${place}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
