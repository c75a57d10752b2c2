import { describe, expect, test } from 'vitest';
import { judge, saidIn } from '../../../src/targets/autotask/wire/answers.ts';
import { wordsWithout } from '../../../src/targets/autotask/wire/words.ts';

const errors = (...texts: unknown[]) => JSON.stringify({ errors: texts });
const HTML = '<!DOCTYPE html><html><body>Server Error</body></html>';
const IX_SERVICE = (key: string) =>
  `AutoTask returned an error response: Violation of UNIQUE KEY constraint 'IX_service'. Cannot insert duplicate key in object 'dbo.Service'. The duplicate key value is (${key}). Error updating database for new entity records.`;
const PERMISSION = 'The logged in Resource does not have the adequate permissions';
const THREADS = 'The Autotask API thread threshold of 3 threads has been exceeded.';

describe('what an answer means', () => {
  test.each<[string, number, string, string]>([
    ['an answer', 200, '{"itemId":null}', 'fine'],
    ['a wrong secret', 401, '', 'login secret'],
    [
      'a locked user',
      401,
      errors('The user account has been locked.  Please see your Autotask Administrator for details.'),
      'login secret',
    ],
    ['an unknown user', 500, errors('Zone information could not be determined'), 'login user'],
    ['a bad integration code', 500, errors('IntegrationCode is invalid.'), 'login code'],
    ['no right to query', 500, errors(`${PERMISSION} to query this entity type.`), 'refused no-permission'],
    ['no right to create', 500, errors(`${PERMISSION} to create this entity type.`), 'refused no-permission'],
    ['no right to update', 500, errors(`${PERMISSION} to update this entity type.`), 'refused no-permission'],
    ['forbidden', 403, '', 'refused no-permission'],
    [
      'a day outside the contract',
      500,
      errors(
        'ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.',
      ),
      'refused outside-contract',
    ],
    [
      'a date already used',
      500,
      errors('Attempt to insert duplicate data into contract_service_period'),
      'refused same-date',
    ],
    ['a name that is taken, short key', 500, errors(IX_SERVICE('***')), 'refused name-taken'],
    ['a name that is taken, long key', 500, errors(IX_SERVICE('*'.repeat(80))), 'refused name-taken'],
    [
      'a posted period',
      500,
      errors(
        'Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period',
      ),
      'refused posted',
    ],
    ['a missing field', 500, errors('Missing Required Field: periodType'), 'refused invalid'],
    ['several errors', 500, errors('Missing Required Field: name', 'and another'), 'refused invalid'],
    [
      'errors as objects',
      500,
      errors({ message: 'Missing Required Field: name', field: 'name' }),
      'refused invalid',
    ],
    ['an unknown field', 500, errors('Unable to find companyName in the Contact Entity'), 'refused invalid'],
    ['a bad request', 400, '', 'refused invalid'],
    [
      'a wrong verb',
      405,
      '{"Message":"The requested resource does not support http method \'GET\'."}',
      'refused invalid',
    ],
    ['too many threads', 429, errors(THREADS), 'busy'],
    [
      'too many threads, older wording',
      500,
      errors('API thread threshold of 3 threads has been exceeded.'),
      'busy',
    ],
    ['too many threads, by tag', 500, '{"errors":["Busy (Itgenatr005)"]}', 'busy'],
    ['over the hourly quota', 429, '', 'busy'],
    ['a page that is not there', 404, HTML, 'elsewhere'],
    ['a redirect', 302, '', 'elsewhere'],
    ['a gateway without Autotask', 502, HTML, 'down'],
    ['Autotask away', 503, '', 'down'],
    ['a gateway that waited', 504, HTML, 'down'],
    ['a 500 of HTML', 500, HTML, 'unclear'],
    ['a 500 of nothing', 500, '', 'unclear'],
    ['a 500 with no errors', 500, errors(), 'unclear'],
    ['a 500 with a message only', 500, '{"Message":"An error has occurred."}', 'unclear'],
    ['a time-out of the request', 408, '', 'unclear'],
  ])('%s', (_name, status, body, meaning) => {
    const verdict = judge({ status, body });
    const detail = 'code' in verdict ? verdict.code : 'why' in verdict ? verdict.why : undefined;
    expect([verdict.kind, detail].filter(Boolean).join(' ')).toBe(meaning);
  });
});

describe('foreign words', () => {
  test.each<[string, string]>([
    [errors('one', { message: 'two' }), 'one two'],
    ['{"Message":"no such verb"}', 'no such verb'],
    [HTML, 'Status 500 with a web page instead of an answer.'],
    [' ', 'Status 500 without a text.'],
    ['plain text', 'plain text'],
  ])('%s', (body, said) => {
    expect(saidIn({ status: 500, body })).toBe(said);
  });

  test('are cut, on one line, and hold no secret, however it is written', () => {
    const words = wordsWithout(['p#ss/1', 'CODE', '']);
    expect(words('login p#ss/1\n with p%23ss%2F1  and CODE')).toBe('login ••• with ••• and •••');
    expect(words('x'.repeat(900))).toHaveLength(301);
  });
});
