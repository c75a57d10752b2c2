import { describe, expect, test } from 'vitest';
import { holdsSecret } from '../../src/slack/gate/typed-secret.ts';

describe('text that looks like credentials', () => {
  const secrets = [
    'connect prism 8f14e45fceea167a5a36dedd4bea2543',
    'connect autotask zB$2*5Tp~c9H',
    'connect 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'connect clientSecret=hunter22',
    'CONNECT prism Aa1!Aa1!',
    'secret: hunter2',
    'map client_secret = hunter22',
    'settings password=hunter22',
    'sync api-key:abcd',
    'xoxb-1234-5678-abcdef',
    'help xapp-1-A1-2-abc',
    'K7GNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=',
    'status 9b74c9897bac770ffc029102a200c5de',
  ];
  test.each(secrets)('%s', typed => {
    expect(holdsSecret(typed)).toBe(true);
  });
});

describe('text that does not', () => {
  const plain = [
    '',
    'help',
    'connect',
    'connect prism',
    'connect autotask',
    'help connect my Autotask user',
    'map contoso2024.onmicrosoft.com',
    'map M365x12345678.onmicrosoft.com',
    'map 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'sync Contoso2024ManufacturingGmbH',
    'preview Donaudampfschifffahrtsgesellschaft',
    'audit token',
    'held Secret Garden Pty Ltd',
    'run 12345678901234567890',
    'audit connection-disconnected-2026',
    'map 株式会社コントソ東京本社営業部門担当',
    `map ${'x'.repeat(5_000)}`,
  ];
  test.each(plain)('%s', typed => {
    expect(holdsSecret(typed)).toBe(false);
  });

  test('is looked through quickly, however long', () => {
    const started = performance.now();
    for (const part of ['a', 'a.', 'a1', 'secret ', 'secret', '=', '-', ' ']) holdsSecret(part.repeat(8_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
