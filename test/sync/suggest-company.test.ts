import { expect, test } from 'vitest';
import { comparable, suggestCompany } from '../../src/sync/suggest-company.ts';
import type { Company } from '../../src/targets/target.ts';

const company = (id: string, name: string, more: Partial<Company> = {}): Company => ({
  id,
  name,
  active: true,
  website: null,
  reference: null,
  ...more,
});
const contoso = { id: 'tenant-1', customerId: 'cust-1', customerName: 'Contoso', domain: 'contoso.com' };

test.each([
  ['Contoso Ltd', 'CONTOSO Limited'],
  ['Contoso', 'Contoso Pty. Ltd.'],
  ['The Contoso Company', 'Contoso'],
  ['Smith & Sons', 'Smith and Sons Ltd'],
  ['Müller GmbH & Co. KG', 'Muller'],
  ['O’Brien Legal', "O'Brien Legal Inc"],
  ['Café  Zoë', 'cafe zoe'],
  ['株式会社コントソ', '株式会社コントソ'],
  ['Limited', 'LIMITED'],
])('%s and %s are the same name', (one, other) => {
  expect(comparable(one)).toBe(comparable(other));
});

test.each([
  ['Contoso North', 'Contoso South'],
  ['Limited', 'Company'],
  ['Contoso Group', 'Contoso'],
  ['Contoso', 'Contosa'],
  ['Contoso 1', 'Contoso 2'],
])('%s and %s are not', (one, other) => {
  expect(comparable(one)).not.toBe(comparable(other));
});

test('a name of nothing but signs is nobody’s', () => {
  expect(comparable(' — !! ')).toBe('');
  expect(suggestCompany({ ...contoso, customerName: '—' }, [company('1', '!')])).toBeNull();
});

test.each<[string, Company[], string | null, string]>([
  [
    'the same name',
    [company('1', 'Contoso Pty Ltd'), company('2', 'Fabrikam')],
    '1',
    'Contoso Pty Ltd has the same name.',
  ],
  [
    'the same domain before the same name',
    [company('1', 'Contoso'), company('2', 'CTS Holding', { website: 'https://WWW.contoso.com/start' })],
    '2',
    'CTS Holding has the same domain (contoso.com).',
  ],
  [
    'the same reference before both',
    [company('1', 'Contoso', { website: 'contoso.com' }), company('2', 'Other', { reference: ' CUST-1 ' })],
    '2',
    'Other carries this customer’s id in PRISM (CUST-1) as its number.',
  ],
  [
    'two of the name, one of the domain',
    [company('1', 'Contoso'), company('2', 'Contoso', { website: 'contoso.com' })],
    '2',
    'Contoso has the same domain (contoso.com).',
  ],
  ['two of the name', [company('1', 'Contoso'), company('2', 'Contoso Ltd')], null, ''],
  ['an inactive one', [company('1', 'Contoso', { active: false })], null, ''],
  ['none', [company('1', 'Fabrikam', { reference: '', website: '' })], null, ''],
])('%s', (_, companies, id, reason) => {
  const found = suggestCompany(contoso, companies);
  expect(found?.companyId ?? null).toBe(id);
  expect(found?.reason ?? '').toBe(reason);
});

test('Microsoft’s own domains say nothing', () => {
  const tenant = { ...contoso, customerName: 'Z', domain: 'contoso.onmicrosoft.com' };
  expect(suggestCompany(tenant, [company('1', 'A', { website: 'contoso.onmicrosoft.com' })])).toBeNull();
  expect(suggestCompany({ ...tenant, domain: null }, [company('1', 'A')])).toBeNull();
});
