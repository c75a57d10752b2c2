/** What an auditor notes beside the bot: which days were posted, what was committed, what the invoice says of each day. */
import { expect } from 'vitest';
import { addDays, type DateText, firstDay, lastDay, type Month } from '../../../src/plan/numbers/calendar.ts';
import type { LineReport, RunReport } from '../../../src/plan/tally/reports.ts';
import { invoiceTieOut } from '../../../src/plan/tally/run.ts';
import type { ContractServiceRecord } from '../../sandbox/autotask/records.ts';
import { stepOn, stepsOf } from '../../sandbox/autotask/rules/unit-rows.ts';
import type { LineRecord } from '../../sandbox/prism/book.ts';
import { WORKSPACE } from '../../support/bot.ts';
import type { Story } from '../../support/story.ts';
import type { CustomerName } from './scenario.ts';

export type Books = {
  post(customer: CustomerName, month: Month): void;
  checkReport(report: RunReport): void;
  checkUnits(report: RunReport): void;
  checkLedger(): Promise<void>;
};

export function keepBooks(story: Story): Books {
  const { world, bot } = story;
  const { book, requests } = world.autotask;
  let looked = 0;

  const postedThrough = (line: ContractServiceRecord): DateText =>
    book
      .rowsOf(line.id)
      .filter(row => row.approveAndPostDate !== null)
      .reduce((last, row) => (row.endDate > last ? row.endDate : last), '');

  const lineAt = (contract: unknown, service: unknown) =>
    book.contractServices.all().find(one => one.contractID === contract && one.serviceID === service);

  /** Nothing is posted but at the start of a month, so a look after each run sees every write with its posted days. */
  const checkWrites = (): void => {
    for (const { body } of requests.writesOf('ContractServiceAdjustments').slice(looked)) {
      const line =
        body.contractServiceID === undefined
          ? lineAt(body.contractID, body.serviceID)!
          : book.contractServices.get(Number(body.contractServiceID));
      expect(String(body.effectiveDate) > postedThrough(line), `posted: ${JSON.stringify(body)}`).toBe(true);
    }
    looked = requests.writesOf('ContractServiceAdjustments').length;
    for (const line of book.contractServices.all()) {
      const low = stepsOf(book.rowsOf(line.id)).find(([, units]) => units < 0);
      expect(low, `units below zero on line ${line.id}`).toBeUndefined();
    }
  };

  const checkLine = (contract: number, month: Month, line: LineReport, invoiced: LineRecord[]): void => {
    const mine = invoiced.filter(one => one.offer === line.productName);
    const service = [...book.services.all()].find(one => one.name === `PC_${line.productKey}`);
    const standing = service && lineAt(contract, service.id);
    if (!standing) {
      expect(mine, `${line.productName} stands nowhere`).toEqual([]);
      return;
    }
    const usage = line.productName === 'Azure plan';
    const posted = postedThrough(standing);
    const end = lastDay(month);
    const days = [...Array(31).keys()].map(day => addDays(firstDay(month), day)).filter(day => day <= end);
    for (const day of [...days, addDays(end, 1), addDays(end, 45)].filter(one => one > posted)) {
      const at = day > end ? end : day;
      const wanted =
        usage && day > end
          ? 0
          : mine
              .filter(one => one.from <= at && at <= one.to)
              .reduce((sum, one) => sum + Number(one.quantity), 0);
      expect(
        book.quantityOn(standing.id, day),
        `${line.productName} on ${day}, ${line.standing}, ${JSON.stringify(line)}`,
      ).toBe(wanted);
    }
    const open = mine.filter(one => one.to >= end);
    const prices = new Set(open.map(one => `${one.unitPrice} ${one.unitCost}`));
    if (usage || prices.size !== 1) return;
    const { price, cost } = stepOn(standing.prices, addDays(end, posted > end ? 62 : 1));
    expect([Number(price), Number(cost)], `price of ${line.productName}`).toEqual([
      Number(open[0]!.unitPrice),
      Number(open[0]!.unitCost),
    ]);
  };

  return {
    post: (customer, month) => book.post(world.contracts[customer].id, firstDay(month)),
    checkReport: report => {
      checkWrites();
      for (const one of report.customers) {
        expect(one.tie.balanced, `tie of ${one.agreementName}`).toBe(true);
        expect(one.result, `${one.agreementName} in a run that ended`).not.toBe('Running');
      }
      for (const { id } of report.facts.invoices) expect(invoiceTieOut(report, id).balanced).toBe(true);
      expect(report.facts.problems.filter(one => one.code !== 'no-answer')).toEqual([]);
    },
    checkUnits: report => {
      for (const one of report.customers) {
        const { lines } = world.prism.book.invoice(one.invoice.id);
        const invoiced = [...lines].filter(line => line.customerName === one.tenants[0]?.name);
        for (const line of one.lines) {
          if (line.standing !== 'applied' && line.standing !== 'right') continue;
          checkLine(Number(one.agreementId), one.invoice.month, line, invoiced);
        }
      }
    },
    checkLedger: async () => {
      const intents = await bot.context.db
        .selectFrom('ledger')
        .selectAll()
        .where('workspace_id', '=', WORKSPACE)
        .execute();
      const open = intents.filter(one => ['claimed', 'sent', 'unknown'].includes(one.state));
      expect(open.map(one => [one.change_key, one.state])).toEqual([]);
      const sent = new Map<string, { tried: number; confirmed: number }>();
      for (const { change, item_id, line_id, attempts, state } of intents) {
        if (change.kind !== 'adjust' || attempts === 0) continue;
        const service = item_id ?? (line_id && book.contractServices.get(Number(line_id)).serviceID);
        const key = [
          change.agreementId,
          service,
          change.effective,
          change.delta,
          Number(change.unitPrice ?? -1),
          Number(change.unitCost ?? -1),
        ].join(' ');
        const known = sent.get(key) ?? { tried: 0, confirmed: 0 };
        known.tried += 1;
        if (state === 'confirmed') known.confirmed += 1;
        sent.set(key, known);
      }
      const committed = Map.groupBy(requests.writesOf('ContractServiceAdjustments'), ({ body }) => {
        const line =
          body.contractServiceID === undefined
            ? lineAt(body.contractID, body.serviceID)!
            : book.contractServices.get(Number(body.contractServiceID));
        return [
          line.contractID,
          line.serviceID,
          body.effectiveDate,
          body.unitChange,
          Number(body.adjustedUnitPrice ?? -1),
          Number(body.adjustedUnitCost ?? -1),
        ].join(' ');
      });
      for (const [key, writes] of committed) {
        const { tried = 0, confirmed = 0 } = sent.get(key) ?? {};
        expect(writes.length, `committed more often than meant: ${key}`).toBeLessThanOrEqual(tried);
        expect(confirmed, `confirmed ${key}`).toBeLessThanOrEqual(writes.length);
      }
    },
  };
}
