import type { Clock } from '../../../src/clock.ts';
import type { Money } from '../../../src/plan/change.ts';
import { type DateText, type Month, monthOf } from '../../../src/plan/numbers/calendar.ts';
import { type Decimal, roundTo, sum } from '../../../src/plan/numbers/decimal.ts';
import type { NewBillingCode, NewCharge, NewCompany, NewContract, NewService } from './builders.ts';
import * as builders from './builders.ts';
import type {
  BillingCodeRecord,
  BillingItemRecord,
  ChargeRecord,
  CompanyRecord,
  ContractRecord,
  ContractServiceRecord,
  ServiceRecord,
  UnitRecord,
} from './records.ts';
import { adjust, openLine } from './rules/line-rules.ts';
import { invoicePeriod, postPeriod, unpostPeriod } from './rules/posting.ts';
import { create, deleteCharge, update } from './rules/rules.ts';
import { Table } from './rules/table.ts';
import { stepsOf, unitsOn } from './rules/unit-rows.ts';
import type { AutotaskSwitches } from './switches.ts';
import type { AutotaskUser } from './users.ts';

export type NewLine = {
  contractId: number;
  serviceId: number;
  units: number;
  /** The contract's first day, if not given. */
  from?: DateText;
  /** The catalogue's, if not given. */
  unitPrice?: Decimal;
  unitCost?: Decimal;
  invoiceDescription?: string;
};

export type HandAdjustment = {
  contractServiceId: number;
  effective: DateText;
  delta?: number;
  unitPrice?: Decimal;
  unitCost?: Decimal;
};

export type Seed = {
  companies?: NewCompany[];
  billingCodes?: NewBillingCode[];
  services?: NewService[];
  contracts?: NewContract[];
  lines?: NewLine[];
  charges?: NewCharge[];
};

/**
 * The world behind the sandbox, and the hands of the people who work in it. Every function keeps the rules that the API
 * keeps and throws a `Refusal` where the API would refuse.
 */
export class AutotaskBook {
  readonly companies = new Table<CompanyRecord>(1001);
  readonly billingCodes = new Table<BillingCodeRecord>(2001);
  readonly services = new Table<ServiceRecord>(3001);
  readonly contracts = new Table<ContractRecord>(40_001, ['companyID']);
  readonly contractServices = new Table<ContractServiceRecord>(500_001, ['contractID', 'serviceID']);
  readonly units = new Table<UnitRecord>(6_000_001, ['contractServiceID', 'contractID']);
  readonly charges = new Table<ChargeRecord>(700_001, ['contractID']);
  readonly billingItems = new Table<BillingItemRecord>(8_000_001, ['contractID']);

  readonly clock: Clock;
  readonly switches: AutotaskSwitches;

  constructor(clock: Clock, switches: AutotaskSwitches) {
    this.clock = clock;
    this.switches = switches;
  }

  seed(seed: Seed): void {
    for (const given of seed.companies ?? []) this.addCompany(given);
    for (const given of seed.billingCodes ?? []) this.addBillingCode(given);
    for (const given of seed.services ?? []) this.addService(given);
    for (const given of seed.contracts ?? []) this.addContract(given);
    for (const given of seed.lines ?? []) this.addContractService(given);
    for (const given of seed.charges ?? []) this.addCharge(given);
  }

  addCompany(given: NewCompany): CompanyRecord {
    return this.companies.get(create(this, 'Companies', builders.company(given), given.id)!);
  }

  /** The API cannot make billing codes, so no rule looks at this one. */
  addBillingCode(given: NewBillingCode = {}): BillingCodeRecord {
    return this.billingCodes.insert(builders.billingCode(given));
  }

  addService(given: NewService): ServiceRecord {
    return this.services.get(create(this, 'Services', builders.service(given), given.id)!);
  }

  addContract(given: NewContract): ContractRecord {
    return this.contracts.get(create(this, 'Contracts', builders.contract(given), given.id)!);
  }

  addCharge(given: NewCharge): ChargeRecord {
    return this.charges.get(create(this, 'ContractCharges', builders.charge(given), given.id)!);
  }

  /** A further line, even where the contract has one of that service. */
  addContractService({
    contractId,
    serviceId,
    units,
    from,
    unitPrice,
    unitCost,
    ...more
  }: NewLine): ContractServiceRecord {
    const line = openLine(this, {
      contractID: contractId,
      serviceID: serviceId,
      invoiceDescription: more.invoiceDescription ?? null,
      price: unitPrice,
      cost: unitCost,
      repeat: true,
    });
    const effective = from ?? this.contracts.get(contractId).startDate;
    adjust(this, line, { effective, delta: units, price: undefined, cost: undefined });
    return line;
  }

  adjust({ contractServiceId, effective, delta = 0, unitPrice, unitCost }: HandAdjustment): void {
    const line = this.contractServices.get(contractServiceId);
    adjust(this, line, { effective, delta, price: unitPrice, cost: unitCost });
  }

  /** Changes fields as the edit screen does; moving `endDate` drops or makes unit rows. */
  editContract(contractId: number, changes: Partial<ContractRecord>): void {
    update(this, 'Contracts', contractId, changes, 'update');
  }

  editService(serviceId: number, changes: Partial<ServiceRecord>): void {
    update(this, 'Services', serviceId, changes, 'update');
  }

  editCompany(companyId: number, changes: Partial<CompanyRecord>): void {
    update(this, 'Companies', companyId, changes, 'update');
  }

  /** Approves and posts the billing period that starts on `periodStart`: its rows freeze, its BillingItems appear. */
  post(contractId: number, periodStart: DateText): void {
    postPeriod(this, contractId, periodStart);
  }

  unpost(contractId: number, periodStart: DateText): void {
    unpostPeriod(this, contractId, periodStart);
  }

  /** Puts the posted items of a period on an invoice; they cannot be un-posted any more. */
  invoice(contractId: number, periodStart: DateText, invoiceId: number): void {
    invoicePeriod(this, contractId, periodStart, invoiceId);
  }

  lock(user: AutotaskUser): void {
    user.locked = true;
  }

  /** As the charge's own screen does it. */
  deleteCharge(chargeId: number): void {
    deleteCharge(this, this.charges.get(chargeId).contractID, chargeId);
  }

  editCharge(chargeId: number, changes: Partial<ChargeRecord>): void {
    update(this, 'ContractCharges', chargeId, changes, 'update');
  }

  rowsOf(contractServiceId: number): UnitRecord[] {
    return this.units
      .where('contractServiceID', [contractServiceId])
      .toSorted((a, b) => (a.startDate === b.startDate ? a.id - b.id : a.startDate < b.startDate ? -1 : 1));
  }

  quantityOn(contractServiceId: number, date: DateText): number {
    return unitsOn(this.rowsOf(contractServiceId), date);
  }

  /** The days on which the quantity changes, from the first day that has any. */
  timeline(contractServiceId: number): [from: DateText, units: number][] {
    return stepsOf(this.rowsOf(contractServiceId));
  }

  /** What the billing periods starting in `month` come to. */
  bill(contractServiceId: number, month: Month): Money {
    const rows = this.rowsOf(contractServiceId).filter(row => monthOf(row.periodStart) === month);
    return {
      cost: roundTo(sum(rows.map(({ cost }) => cost)), 2),
      price: roundTo(sum(rows.map(({ price }) => price)), 2),
    };
  }

  /** All lines and their unit rows as JSON without ids, ordered by name, to compare two worlds. */
  snapshot(): string {
    const lines = this.contractServices.all().map(line => ({
      contract: this.contracts.get(line.contractID).contractName,
      service: this.services.get(line.serviceID).name,
      invoiceDescription: line.invoiceDescription,
      prices: line.prices,
      rows: this.rowsOf(line.id).map(row => ({
        from: row.startDate,
        to: row.endDate,
        units: row.units,
        price: row.price,
        cost: row.cost,
        posted: row.approveAndPostDate,
        part: row.part,
      })),
    }));
    const keyed = lines.map(line => ({ key: JSON.stringify(line), line }));
    return JSON.stringify(
      keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ line }) => line),
      null,
      1,
    );
  }
}
