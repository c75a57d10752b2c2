import { findName } from '../store/names.ts';
import { getSettings, isDecided } from '../store/settings.ts';
import { PROGRAM } from '../sync/sync-context.ts';
import { openModal } from './answers.ts';
import { settingsView } from './ui/modals/program-settings.ts';
import type { Visit } from './visit.ts';

/** Opens the program's settings as they are; the first time with the person's own time zone. */
export async function openSettings(visit: Visit): Promise<void> {
  await openModal(visit, 'Microsoft CSP', async () => {
    const { context, workspaceId, client, userId } = visit;
    const { db } = context;
    const [settings, decided] = await Promise.all([
      getSettings(db, workspaceId, PROGRAM),
      isDecided(db, workspaceId, PROGRAM, 'timeZone'),
    ]);
    const [code, chargeCode, vendor] = await Promise.all([
      settings.billingCodeId ? findName(db, workspaceId, 'billing-code', settings.billingCodeId) : undefined,
      settings.chargeCodeId ? findName(db, workspaceId, 'charge-code', settings.chargeCodeId) : undefined,
      settings.vendorId ? findName(db, workspaceId, 'vendor', settings.vendorId) : undefined,
    ]);
    // Unknown is no reason not to open: the zone is a suggestion.
    const own = decided ? null : await client.users.info({ user: userId }).catch(() => null);
    return settingsView({
      ...settings,
      hasMail: visit.context.config.mail !== null,
      timeZone: own?.user?.tz ?? settings.timeZone,
      billingCode: code ? { id: code.id, name: code.name } : null,
      chargeCode: chargeCode ? { id: chargeCode.id, name: chargeCode.name } : null,
      vendor: vendor ? { id: vendor.id, name: vendor.name } : null,
    });
  });
}
