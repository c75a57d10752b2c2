import { describe, expect, test } from 'vitest';
import { asNumber, parseExact } from '../../../src/exact-json.ts';
import { periodOf } from '../../../src/targets/autotask/agreements.ts';
import { cut } from '../../../src/targets/autotask/cut.ts';
import * as schema from '../../../src/targets/autotask/schema.ts';
import { allowedBeside } from '../../../src/targets/autotask/wire/zone.ts';
import { caught } from './stage.ts';

describe('numbers', () => {
  test.each(['0', '-3', '12.3400', '0.1', '25.123456789012345678', '90071992547409931'])(
    '%s goes out and comes in digit for digit',
    text => {
      const json = JSON.stringify({ value: asNumber(text) });
      expect(json).toBe(`{"value":${text}}`);
      expect(parseExact(json)).toEqual({ value: text });
    },
  );

  test.each([
    ['.5', '0.5'],
    ['+1', '1'],
    ['020', '20'],
    ['5.', '5'],
  ])('%s, which is no JSON, goes out as %s', (text, literal) => {
    expect(JSON.stringify(asNumber(text))).toBe(literal);
  });

  test('what is no decimal does not go out', () => {
    for (const text of ['', 'NaN', '1e5', '1,0', '1}']) expect(() => asNumber(text)).toThrow(RangeError);
  });

  test('a blank cost is null, a blank price nothing, an exponent spelled out', () => {
    const line = '{"id":1,"contractID":2,"serviceID":3,"unitPrice":1E-05,"unitCost":null}';
    expect(schema.parseAnswer(schema.ContractService, line, 'a line')).toMatchObject({
      id: '1',
      unitPrice: '0.00001',
      unitCost: null,
    });
    const blank = '{"id":1,"contractID":2,"serviceID":3,"unitPrice":null}';
    expect(schema.parseAnswer(schema.ContractService, blank, 'a line')).toMatchObject({
      unitPrice: '0',
      unitCost: null,
    });
  });

  test('a record we cannot read fails the read and says where', async () => {
    const row = {
      id: '1',
      contractID: '2',
      contractServiceID: '3',
      startDate: '2026-09-01T00:00:00Z',
      endDate: '2026-09-30T00:00:00.000',
      units: '4',
    };
    expect(schema.readAs(schema.ContractServiceUnit, row, 'a row')).toMatchObject({
      startDate: '2026-09-01',
      endDate: '2026-09-30',
      units: 4,
      approveAndPostDate: null,
    });
    for (const [field, value] of [
      ['units', '1.5'],
      ['units', 'many'],
      ['startDate', '2026-02-30T00:00:00Z'],
      ['id', null],
    ] as const) {
      const error = await caught(() =>
        schema.readAs(schema.ContractServiceUnit, { ...row, [field]: value }, 'a row'),
      );
      expect(error).toMatchObject({ code: 'unreadable', words: expect.stringContaining(field) });
    }
    expect(await caught(() => schema.parseAnswer(schema.Page, '<html>', 'a page'))).toMatchObject({
      code: 'unreadable',
    });
  });
});

test('texts are cut at the length in UTF-16 units, never through a pair', () => {
  expect(cut('abc', 5)).toBe('abc');
  expect(cut('abcdef', 5)).toBe('abcde');
  expect(cut('abcd😀', 5)).toBe('abcd');
  expect(cut('abc😀', 5)).toBe('abc😀');
});

describe('billing periods', () => {
  test.each<[string | null, Record<string, string>, string]>([
    ['2', { 2: 'Monthly' }, 'monthly'],
    ['2', {}, 'monthly'],
    ['2', { 2: 'Maandelijks' }, 'monthly'],
    ['7', { 7: 'Monthly' }, 'monthly'],
    ['3', { 3: 'Quarterly' }, 'quarterly'],
    ['4', { 4: 'Semi-Annual' }, 'semi-annual'],
    ['5', { 5: 'Yearly' }, 'yearly'],
    ['y', {}, 'yearly'],
    ['9', {}, 'unknown'],
    [null, {}, 'unknown'],
  ])('%s labelled %o is %s', (value, labels, period) => {
    expect(periodOf(value, new Map(Object.entries(labels)))).toBe(period);
  });
});

describe('who may be sent our secrets', () => {
  const LIVE = 'https://webservices.autotask.net/ATServicesRest/';
  const LOCAL = 'http://127.0.0.1:4000/ATServicesRest/';
  test.each<[string, string, boolean]>([
    [LIVE, 'https://webservices31.autotask.net/ATServicesRest/', true],
    [LIVE, 'https://prde.autotask.net/', true],
    [LIVE, 'http://webservices31.autotask.net/', false],
    [LIVE, 'https://webservices31.autotask.net:8443/', false],
    [LIVE, 'https://autotask.net.example.com/', false],
    [LIVE, 'https://notautotask.net/', false],
    [LIVE, 'https://user:word@webservices5.autotask.net/', false],
    [LIVE, 'http://127.0.0.1:4000/', false],
    [LOCAL, 'http://127.0.0.1:5000/ATServicesRest/', true],
    [LOCAL, 'http://127.0.0.2:4000/ATServicesRest/', false],
    [LOCAL, 'https://127.0.0.1:4000/', false],
  ])('configured %s, asked %s: %s', (configured, asked, allowed) => {
    expect(allowedBeside(configured)(new URL(asked))).toBe(allowed);
  });
});
