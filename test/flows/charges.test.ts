/** Contract charges as people make them: decided, planned, approved, written once, told with their money (rules 3, 4, 7). */
import { describe, expect, test } from 'vitest';
import { request } from '../../src/sync/request.ts';
import type { ChargeRecord } from '../sandbox/autotask/records.ts';
import { type Office, type Opening, openOffice } from '../support/office.ts';

/** September was synced by policy; only its credit is held. */
async function september(
  opening: Opening = {},
  arrange: (office: Office) => void = () => {},
): Promise<Office> {
  const office = await openOffice({ settings: { approval: 'never' }, ...opening });
  office.world.issue('2026-09', office.world.lines.september);
  arrange(office);
  await sync(office);
  return office;
}

async function sync(office: Office, whom = ''): Promise<void> {
  await office.person('clerk').type(`/prism sync ${whom}`.trim());
  await office.work();
}

/** The timetable's daily look. */
async function nextDay(office: Office): Promise<void> {
  const { context, workspaceId, world } = office;
  world.clock.advance(24 * 60 * 60_000);
  const period = world.clock.now().toISOString();
  await request(context, { workspaceId, kind: 'customers', by: null, period });
  await office.work();
}

async function press(
  office: Office,
  label: string,
  how: Parameters<ReturnType<Office['person']>['click']>[1] = {},
) {
  await office.person('clerk').click(label, how);
  await office.work();
  office.world.clock.advance(1_000);
}

const charges = ({ world }: Office): ChargeRecord[] => [...world.autotask.book.charges.all()];
const money = (office: Office) =>
  charges(office)
    .map(({ contractID, name, unitCost, unitPrice }) => [contractID, name, unitCost, unitPrice])
    .sort();
const written = ({ world }: Office): number => world.autotask.requests.writes.length;

const PREMIUM = 'Microsoft 365 Business Premium';
const BILL_CREDIT = 'Bill as contract charge: -9.68 on Contoso Ltd cloud services';

/** Decides to charge September's credit and syncs Contoso, to where somebody has to approve. */
async function planned(opening: Opening = {}, arrange: (office: Office) => void = () => {}): Promise<Office> {
  const office = await september(opening, arrange);
  await press(office, BILL_CREDIT);
  await press(office, 'Sync now');
  return office;
}

describe('a credit', () => {
  test('is decided, planned, approved, and made once to the cent', async () => {
    await using office = await september();
    const { world } = office;
    const clerk = office.person('clerk');
    const before = written(office);
    await clerk.click(BILL_CREDIT, { confirm: false });
    await office.work();
    await press(office, BILL_CREDIT);
    expect(clerk.transcript.join('\n')).toContain(
      'A contract charge of -7.74 cost, -9.68 AUD retail on Contoso Ltd cloud services, dated 30 Sep 2026. The next sync plans it; nothing is written before somebody approves that plan.',
    );
    expect(clerk.answer()).toContain('Bill as contract charge is noted. It takes effect with the next sync.');
    expect(written(office)).toBe(before);

    // The policy asks nobody; a charge is asked for all the same.
    await press(office, 'Sync now');
    expect(clerk.channel()).toContain(
      'Because: 1 contract charge: Microsoft 365 Business Premium, -7.74 cost / -9.68 price on contract Contoso Ltd cloud services, dated 30 Sep 2026',
    );
    expect(clerk.channel()).toContain('Contoso Ltd · 1 contract charge of -9.68 · bills 400.46 → 400.46 AUD');
    await press(office, 'Show changes', { near: 'Contoso Ltd · 1 contract charge' });
    expect(clerk.modal()).toContain(
      `${PREMIUM} · contract charge: -7.74 cost, -9.68 retail on Contoso Ltd cloud services, dated 30 Sep 2026 · to write`,
    );
    await clerk.close();
    expect(written(office)).toBe(before);

    await press(office, 'Approve plan', { in: 'message' });
    expect(charges(office)).toMatchObject([
      {
        ...{ contractID: world.contracts.contoso.id, name: PREMIUM, datePurchased: '2026-09-30' },
        ...{ unitQuantity: '1', unitPrice: '-9.68', unitCost: '-7.74', isBillableToCompany: true },
        billingCodeID: Number(world.chargeCodeId),
        description: `${PREMIUM}, 20 Aug 2026 to 31 Aug 2026, PRISM invoice INV-202609: Credit for a seat removed in August`,
        internalPurchaseOrderNumber: expect.stringMatching(/^prism-bot:[0-9a-f]{40}$/),
      },
    ]);
    expect(clerk.channel()).toContain(
      'Success · September 2026 · 1 customer, 0 subscriptions synced, 1 contract charge',
    );
    await clerk.type('/prism run 2');
    await office.work();
    expect(clerk.answer()).toContain('Contract charges: 1');
    expect(clerk.answer()).toMatch(/contract charge: -7\.74 cost, -9\.68 retail .* · written/);

    // A second sync finds it by its number.
    const once = written(office);
    await sync(office, 'contoso');
    expect(written(office)).toBe(once);
    expect(clerk.channel()).toContain('No Change · September 2026 · 1 customer');
    await clerk.type('/prism run 3');
    await office.work();
    expect(clerk.answer()).toContain(
      'is billed as a contract charge of -7.74 cost, -9.68 retail, dated 30 Sep 2026',
    );
    expect(clerk.answer()).toContain('balanced to the cent');
    expect(office.slack.findings).toEqual([]);
  });

  test('whose plan is rejected is not made, and the timetable does not ask again', async () => {
    await using office = await planned();
    const clerk = office.person('clerk');
    const before = written(office);
    await press(office, 'Reject…', { in: 'message' });
    await clerk.fill('Reason', 'the customer was told otherwise');
    await clerk.submit();
    await office.work();
    expect(clerk.channel()).toContain('Rejected · September 2026');
    await nextDay(office);
    expect(charges(office)).toEqual([]);
    expect(written(office)).toBe(before);
    expect(clerk.channel()).not.toContain('Approval needed');
    // It is held as before: somebody decides anew.
    await sync(office, 'contoso');
    expect(clerk.channel()).not.toContain('Approval needed');
    await press(office, BILL_CREDIT);
    await press(office, 'Sync now');
    await press(office, 'Approve plan', { in: 'message' });
    expect(charges(office)).toHaveLength(1);
  });

  test('can be neither decided nor approved by viewers', async () => {
    await using office = await planned();
    const viewer = office.person('viewer');
    await viewer.click(BILL_CREDIT);
    await office.work();
    expect(viewer.answer()).toContain('Only operators and admins may do that here.');
    await viewer.click('Approve plan');
    await office.work();
    expect(charges(office)).toEqual([]);
  });

  test('that Autotask does not take is told in its words, and may be left', async () => {
    await using office = await planned();
    const clerk = office.person('clerk');
    office.world.autotask.switches.negativeCharges = 'refuse';
    await press(office, 'Approve plan', { in: 'message' });
    expect(clerk.channel()).toContain('Failure · September 2026');
    expect(clerk.channel()).toContain('“unitPrice must not be less than 0.”');
    expect(charges(office)).toEqual([]);
    await press(office, 'Leave', { near: 'is a credit of' });
    await sync(office, 'contoso');
    expect(clerk.channel()).toContain('No Change · September 2026 · 1 customer');
  });

  test('in shadow mode is planned and never made', async () => {
    await using office = await september();
    const { context, workspaceId, world } = office;
    const { saveMapping } = await import('../../src/store/mappings.ts');
    await saveMapping(context.db, workspaceId, { ...world.mappings[0]!, shadow: true });
    await press(office, BILL_CREDIT);
    await sync(office, 'contoso');
    const clerk = office.person('clerk');
    expect(clerk.channel()).not.toContain('[Approve plan]');
    await clerk.type('/prism run 2');
    await office.work();
    expect(clerk.answer()).toMatch(
      /Shadow mode[\s\S]*contract charge: -7\.74 cost, -9\.68 retail .* · to write/,
    );
    expect(charges(office)).toEqual([]);
  });

  test('decided about before the next month’s invoice came is charged beside that month', async () => {
    await using office = await september();
    const clerk = office.person('clerk');
    await press(office, BILL_CREDIT);
    office.world.clock.set('2026-11-03T02:00:00Z');
    office.world.issue('2026-10', office.world.lines.october, { issued: '2026-11-02' });
    await nextDay(office);
    expect(clerk.channel()).toContain('Contoso Ltd · lines of INV-202609 · 1 contract charge of -9.68');
    await press(office, 'Approve plan', { in: 'message' });
    expect(money(office)).toEqual([[office.world.contracts.contoso.id, PREMIUM, '-7.74', '-9.68']]);
    const once = written(office);
    await nextDay(office);
    await sync(office);
    expect(written(office)).toBe(once);
  });

  test('decided about and not synced is planned by the timetable', async () => {
    await using office = await september();
    await press(office, BILL_CREDIT);
    await nextDay(office);
    const clerk = office.person('clerk');
    expect(clerk.channel()).toContain('Contoso Ltd · lines of INV-202609 · 1 contract charge of -9.68');
    const told = clerk.channel();
    await nextDay(office);
    expect(clerk.channel()).toBe(told);
    await press(office, 'Approve plan', { in: 'message' });
    expect(charges(office)).toHaveLength(1);
  });
});

describe('a charge', () => {
  /** September's credit is charged. */
  async function made(opening: Opening = {}): Promise<Office> {
    const office = await planned(opening);
    await press(office, 'Approve plan', { in: 'message' });
    expect(charges(office)).toHaveLength(1);
    return office;
  }

  test('deleted by hand is made again only by a new decision', async () => {
    await using office = await made();
    const clerk = office.person('clerk');
    office.world.autotask.book.deleteCharge(charges(office)[0]!.id);
    await sync(office, 'contoso');
    expect(clerk.channel()).toContain(
      'The contract charge of Microsoft 365 Business Premium that run 2 made, -7.74 cost, -9.68 retail, is not in Autotask any more: somebody took it away',
    );
    expect(charges(office)).toEqual([]);
    await press(office, BILL_CREDIT, { near: 'not in Autotask any more' });
    await press(office, 'Sync now');
    await press(office, 'Approve plan', { in: 'message' });
    expect(money(office)).toHaveLength(1);
  });

  test('changed by hand stays as it is, and is said', async () => {
    await using office = await made();
    office.world.autotask.book.editCharge(charges(office)[0]!.id, { unitPrice: '-9.00' });
    await sync(office, 'contoso');
    expect(office.person('clerk').channel()).toContain(
      'was changed by hand in Autotask: it is -7.74 cost, -9.00 retail, the invoice says -7.74 cost, -9.68 retail',
    );
    expect(money(office)).toEqual([[office.world.contracts.contoso.id, PREMIUM, '-7.74', '-9.00']]);
  });

  test('that is billed is right, and is not taken back by undo', async () => {
    await using office = await made();
    const clerk = office.person('clerk');
    office.world.autotask.book.post(office.world.contracts.contoso.id, '2026-09-01');
    await sync(office, 'contoso');
    await clerk.type('/prism run 3');
    await office.work();
    expect(clerk.answer()).toContain('dated 30 Sep 2026, billed');
    await clerk.type('/prism undo 2');
    await office.work();
    expect(clerk.channel()).toContain('stay billed');
    expect(charges(office)).toHaveLength(1);
  });

  test('is taken back by undo while it is not billed; then somebody decides anew', async () => {
    await using office = await made();
    const clerk = office.person('clerk');
    await clerk.type('/prism undo 2');
    await office.work();
    expect(clerk.channel()).toContain('1 contract charge taken back of -9.68');
    expect(charges(office)).toHaveLength(1);
    await press(office, 'Approve plan', { in: 'message' });
    expect(charges(office)).toEqual([]);
    await sync(office, 'contoso');
    expect(clerk.channel()).toContain('is not in Autotask any more');
    expect(charges(office)).toEqual([]);
  });

  test('that stands twice under one number is held until a person looked', async () => {
    await using office = await made();
    const [first] = charges(office);
    const { id: _, ...same } = first!;
    office.world.autotask.book.addCharge({ ...same, billingCodeID: same.billingCodeID! });
    const once = written(office);
    await sync(office, 'contoso');
    expect(office.person('clerk').channel()).toContain(
      'is charged 2 times in Autotask under the same number',
    );
    expect(written(office)).toBe(once);
  });

  test('is not made where no code is chosen, and the settings are one press away', async () => {
    await using office = await planned({ settings: { approval: 'never', chargeCodeId: null } });
    const clerk = office.person('clerk');
    expect(clerk.channel()).toContain('no material code is chosen for contract charges');
    const boss = office.person('boss');
    await boss.click('Settings');
    await office.work();
    await boss.choose('Code for contract charges', 'Cloud charges');
    await boss.submit();
    await office.work();
    await boss.close({ all: true });
    await sync(office, 'contoso');
    await press(office, 'Approve plan', { in: 'message' });
    expect(charges(office)).toHaveLength(1);
  });

  test('of a hostile text is written as it is read, and shown as text', async () => {
    const evil = '<!channel> *Evil* & "Co"\u202E {{x}} =cmd';
    await using office = await planned({}, ({ world }) => {
      const [line] = world.lines.september.filter(one => Number(one.unitCost) < 0);
      line!.offer = evil;
      line!.description = `'; drop table ledger; -- ${'x'.repeat(3_000)}`;
    });
    await press(office, 'Approve plan', { in: 'message' });
    const [charge] = charges(office);
    expect(charge?.name).toBe('<!channel> *Evil* & "Co" {{x}} =cmd');
    expect(charge?.description).toHaveLength(2_000);
    expect(charge?.description).toContain("'; drop table ledger; --");
    expect(office.person('clerk').channel()).toContain('<!channel> Evil & "Co" {{x}} =cmd');
    expect(office.slack.findings).toEqual([]);
    await sync(office, 'contoso');
    expect(charges(office)).toHaveLength(1);
  });
});

describe('usage that Autotask does not take on its day', () => {
  test('is billed by a charge of its whole amount, and its line is left alone', async () => {
    await using office = await september();
    const { world } = office;
    const clerk = office.person('clerk');
    world.autotask.switches.secondOnDate = 'refuse';
    world.clock.set('2026-11-03T02:00:00Z');
    world.issue('2026-10', world.lines.october, { issued: '2026-11-02' });
    await sync(office);
    expect(clerk.channel()).toContain('Azure plan has a change on that day already');
    await press(office, 'Bill as contract charge: 247.55 on Contoso Ltd cloud services');
    await press(office, 'Sync now');
    expect(clerk.channel()).toContain('1 contract charge: Azure plan, 198.04 cost / 247.55 price');
    await press(office, 'Approve plan', { in: 'message' });
    expect(money(office)).toEqual([[world.contracts.contoso.id, 'Azure plan', '198.04', '247.55']]);
    expect(charges(office)[0]?.datePurchased).toBe('2026-10-31');
    const once = written(office);
    await sync(office, 'contoso');
    expect(written(office)).toBe(once);
    await clerk.type('/prism run 4');
    await office.work();
    expect(clerk.answer()).toContain(
      'Azure plan is billed as a contract charge of 198.04 cost, 247.55 retail',
    );
    expect(clerk.answer()).toContain('balanced to the cent');
    expect(office.slack.findings).toEqual([]);
  });
});

describe('a licence billed annually', () => {
  test('is charged on the contract that the mapping names for charges, of whatever kind', async () => {
    let fixed = { id: 0 };
    await using office = await openOffice({ settings: { approval: 'never' }, mapped: true });
    const { world } = office;
    fixed = world.autotask.book.addContract({
      companyID: world.contracts.fabrikam.companyID,
      ...{ contractName: 'Fabrikam licences', contractType: 3, contractPeriodType: null },
    });
    world.autotask.book.addContract({
      companyID: world.contracts.fabrikam.companyID,
      ...{ contractName: 'Fabrikam hours', contractType: 4, contractPeriodType: null },
    });
    world.issue('2026-09', world.lines.september);
    const { refreshNames } = await import('../../src/sync/chores/refresh-names.ts');
    await refreshNames(office.context, office.workspaceId);
    const clerk = office.person('clerk');
    await clerk.type('/prism map');
    await office.work();
    await clerk.click('Edit', { near: 'Fabrikam Pty Ltd' });
    await office.work();
    expect(await clerk.options('Contract for charges')).toEqual([
      ...['The customer’s own contract', 'Fabrikam licences', 'Fabrikam Pty Ltd cloud services'],
      '✕ Fabrikam hours',
    ]);
    await clerk.choose('Contract for charges', '✕ Fabrikam hours', { typed: 'hours' });
    await clerk.submit();
    expect(clerk.errors()).toEqual({
      'Contract for charges': 'It is a Block Hours contract, which takes no such charges.',
    });
    await clerk.choose('Contract for charges', 'Fabrikam licences');
    await clerk.submit();
    await office.work();
    await clerk.close({ all: true });

    await sync(office, 'fabrikam');
    expect(clerk.channel()).toContain('Left out: Visio Plan 2: Billing motion P1Y:A is not synced');
    await press(office, 'Bill as contract charge: 180.00 on Fabrikam licences');
    await press(office, 'Sync now');
    await press(office, 'Approve plan', { in: 'message' });
    expect(money(office)).toEqual([[fixed.id, 'Visio Plan 2', '155', '180']]);
    // Another contract chosen later charges nothing again.
    await clerk.type('/prism map');
    await office.work();
    await clerk.click('Edit', { near: 'Fabrikam Pty Ltd' });
    await office.work();
    expect(clerk.modal()).toContain('Contract for charges: <Fabrikam licences>');
    await clerk.choose('Contract for charges', 'The customer’s own contract');
    await clerk.submit();
    await office.work();
    await clerk.close({ all: true });
    await sync(office, 'fabrikam');
    expect(charges(office)).toHaveLength(1);
    expect(clerk.channel()).toContain('No Change · September 2026 · 1 customer');
    expect(office.slack.findings).toEqual([]);
  });

  test('stands on the page of what is held, apart, and is decided there', async () => {
    await using office = await september();
    const clerk = office.person('clerk');
    await press(office, 'Leave', { near: 'is a credit of' });
    await sync(office);
    await clerk.type('/prism held');
    await office.work();
    expect(clerk.answer()).toContain('Nothing is held');
    expect(clerk.answer()).toContain('Left out · may be billed as contract charges');
    await press(office, 'Bill as contract charge: 180.00 on Fabrikam Pty Ltd cloud services', {
      near: 'Visio Plan 2',
    });
    await clerk.type('/prism held');
    await office.work();
    expect(clerk.answer()).toContain('Decided by @Kim Lee: Bill as contract charge.');
  });
});

describe('a credit note', () => {
  /** Of a line each for Contoso, Fabrikam and Tailspin Toys, whom nobody mapped. */
  const issue = ({ world }: Office, number = 'CN-1', issued = '2026-10-04') => {
    const of = (customer: string) =>
      world.lines.september.find(({ customerName }) => customerName === customer)!;
    const back = (customer: string, cost: string, retail: string) => ({
      ...of(customer),
      ...{ quantity: '1', subTotal: cost, subTotalRetail: retail },
    });
    return world.issue(
      '2026-09',
      [
        back('Contoso Ltd', '-40.004', '-50.006'),
        back('Contoso Ltd', '-1.10', '-1.40'),
        back('Fabrikam Pty Ltd', '-12.50', '-15.60'),
        back('Tailspin Toys', '-3', '-4'),
      ],
      { kind: 'Credit Note', number, issued },
    );
  };

  test('is charged to each customer it is for, a line each; who is not mapped stays listed', async () => {
    await using office = await september({}, office => void issue(office));
    const { world } = office;
    const clerk = office.person('clerk');
    expect(clerk.channel()).toContain(
      'CN-1 (September 2026) is a credit note, -56.60 AUD. It is not applied by itself.',
    );
    await press(office, 'Bill as contract charges');
    expect(clerk.answer()).toContain('is noted for CN-1');
    const before = written(office);
    await press(office, 'Sync now');
    expect(written(office)).toBe(before);
    expect(clerk.channel()).toContain('Contoso Ltd · credit note CN-1 · 2 contract charges of -51.41');
    expect(clerk.channel()).toContain('Fabrikam Pty Ltd · credit note CN-1 · 1 contract charge of -15.60');
    await press(office, 'Approve all 2', { in: 'message' });
    const { contoso, fabrikam } = world.contracts;
    expect(money(office)).toEqual([
      [contoso.id, PREMIUM, '-1.1', '-1.4'],
      [contoso.id, PREMIUM, '-40', '-50.01'],
      [fabrikam.id, 'Microsoft 365 Business Standard', '-12.5', '-15.6'],
    ]);
    await clerk.type('/prism run 2');
    await office.work();
    expect(clerk.answer()).toMatch(
      /Tie-out of CN-1[\s\S]*not mapped +1 line +-3\.00[\s\S]*written +3 lines +-53\.60/,
    );
    expect(clerk.answer()).toContain('balanced to the cent');

    // September's own invoice was not touched by it, and the next sync makes nothing.
    const once = written(office);
    await sync(office);
    await nextDay(office);
    expect(written(office)).toBe(once);
    await clerk.type('/prism run 3');
    await office.work();
    expect(clerk.answer()).not.toContain('[Bill as contract charges]');
    expect(clerk.answer()).toMatch(/Tie-out of CN-1[\s\S]*already right +3 lines +-53\.60/);
    expect(office.slack.findings).toEqual([]);
  });

  test('whose customer is mapped later is charged to them too, and to nobody twice', async () => {
    await using office = await september({}, office => void issue(office));
    const { world, context, workspaceId } = office;
    await press(office, 'Bill as contract charges');
    await press(office, 'Sync now');
    await press(office, 'Approve all 2', { in: 'message' });
    const { id: companyID } = world.autotask.book.addCompany({ companyName: 'Tailspin Toys' });
    const contract = world.autotask.book.addContract({ companyID });
    const { saveMapping } = await import('../../src/store/mappings.ts');
    await saveMapping(context.db, workspaceId, {
      ...world.mappings[0]!,
      ...{ tenantId: world.tenants.tailspin.id, customerName: 'Tailspin Toys' },
      ...{ companyId: String(companyID), agreementId: String(contract.id) },
    });
    await sync(office);
    await press(office, 'Approve plan', { in: 'message' });
    expect(money(office)).toHaveLength(4);
    expect(money(office)).toContainEqual([contract.id, PREMIUM, '-3', '-4']);
  });

  test('does not count as the month that was applied', async () => {
    await using office = await september();
    const { world } = office;
    world.clock.set('2026-11-03T02:00:00Z');
    const clerk = office.person('clerk');
    world.issue(
      '2026-10',
      [{ ...world.lines.october[0]!, quantity: '1', subTotal: '-5', subTotalRetail: '-6' }],
      { kind: 'Credit Note', number: 'CN-10', issued: '2026-11-01' },
    );
    await sync(office);
    await press(office, 'Bill as contract charges');
    await press(office, 'Sync now');
    await press(office, 'Approve plan', { in: 'message' });
    expect(money(office)).toHaveLength(1);
    // October's invoice comes after it, and is new all the same.
    world.issue('2026-10', world.lines.october, { issued: '2026-11-02' });
    await sync(office);
    expect(clerk.channel()).toMatch(/(Success|Warning) · October 2026 · 3 customers/);
    expect(clerk.channel()).not.toContain('is older than what was applied');
  });

  test('in another currency than the customers are billed in stays held', async () => {
    await using office = await september({}, office => {
      const { id } = issue(office);
      office.world.prism.book.invoices.find(one => one.id === id)!.currency = 'USD';
    });
    const before = written(office);
    await press(office, 'Bill as contract charges');
    await press(office, 'Sync now');
    expect(written(office)).toBe(before);
    expect(office.person('clerk').channel()).not.toContain('Approval needed');
  });

  test('that cannot be read is a problem, and stays listed', async () => {
    await using office = await september({}, office => void issue(office));
    await press(office, 'Bill as contract charges');
    const note = office.world.prism.book.invoices.find(one => one.number === 'CN-1')!;
    note.linesReady = false;
    await press(office, 'Sync now');
    const clerk = office.person('clerk');
    expect(clerk.channel()).toContain('CN-1');
    expect(charges(office)).toEqual([]);
    note.linesReady = true;
    await sync(office);
    expect(clerk.channel()).toContain('Contoso Ltd · credit note CN-1 · 2 contract charges of -51.41');
  });
});

describe('a charge whose answer is lost', () => {
  test.each(['after', 'before'] as const)('%s it was made is there once all the same', async when => {
    await using office = await planned();
    office.world.autotask.faults.add('create ContractCharges', { kind: 'drop', when }, { times: 1 });
    await press(office, 'Approve plan', { in: 'message' });
    expect(charges(office)).toHaveLength(1);
    expect(office.person('clerk').channel()).toContain('1 contract charge');
    const once = written(office);
    await sync(office, 'contoso');
    expect(charges(office)).toHaveLength(1);
    expect(written(office)).toBe(once);
  });
});

test('an undo takes a charge back exactly, once, although the answer is lost', async () => {
  await using office = await planned();
  await press(office, 'Approve plan', { in: 'message' });
  expect(charges(office)).toHaveLength(1);
  await office.person('clerk').type('/prism undo 2');
  await office.work();
  office.world.autotask.faults.add('delete ContractCharges', { kind: 'drop', when: 'after' }, { times: 1 });
  await press(office, 'Approve plan', { in: 'message' });
  expect(charges(office)).toEqual([]);
  expect(office.person('clerk').channel()).toContain('Undo of run 2');
});
