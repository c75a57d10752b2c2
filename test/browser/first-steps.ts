/** What is done once, by hand: connecting both sides, the settings, mapping a customer. */
import type { SmallWorld } from '../sandbox/worlds/small.ts';
import type { Desk } from './visit.ts';

export async function connectBoth(desk: Desk, { prism, autotask }: SmallWorld): Promise<void> {
  const { clientId, clientSecret } = prism.client;
  const { userName, secret, integrationCode } = autotask.user;
  await desk.say('/prism connect');
  await connect(desk, 'PRISM', { 'Client ID': clientId, 'Client Secret': clientSecret });
  await connect(desk, 'Autotask', {
    'API Username': userName,
    'Password (Secret)': secret,
    'API Tracking Identifier': integrationCode,
  });
}

async function connect(desk: Desk, what: string, fields: Record<string, string>): Promise<void> {
  await desk.channel
    .locator('.block', { hasText: what })
    .locator('xpath=following-sibling::*[contains(@class, "actions")][1]')
    .getByRole('button', { name: 'Connect', exact: true })
    .last()
    .click();
  for (const [label, value] of Object.entries(fields)) await desk.modal.getByLabel(label).fill(value);
  await desk.button('Save', desk.modal).click();
  await desk.shows('Connected');
  await desk.button('Close', desk.modal).click();
  await desk.isClosed();
}

export async function saveSettings(desk: Desk): Promise<void> {
  await desk.say('/prism settings');
  await desk.modal.getByLabel('All products').check();
  await desk.choose('Billing code', 'Cloud licences');
  await desk.choose('Notification channel', '#billing', 'billing');
  await desk.choose('Time zone', 'Australia/Sydney');
  await desk.button('Save', desk.modal).click();
  await desk.shows('The settings are saved.');
  await desk.button('Close', desk.modal).click();
  await desk.isClosed();
}

/** In the list of customers. */
export async function mapCustomer(desk: Desk, name: string): Promise<void> {
  await desk.beside(name, 'Edit', desk.modal).click();
  await desk.shows('Autotask company');
  await desk.choose('Autotask company', name);
  // Choosing is told to the app, which takes its suggestion away.
  await desk.button('Use this company', desk.modal).waitFor({ state: 'detached' });
  await desk.choose('Contract', `${name} cloud services`);
  await desk.button('Save', desk.modal).click();
  await desk.shows(/is billed on the contract/);
  await desk.button('Close', desk.modal).click();
  await desk.shows(/4 customers/);
}
