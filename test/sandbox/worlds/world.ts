/** What every named world offers: two sandboxes on one clock, and who is billed where. */
import { SetClock } from '../../../src/clock.ts';
import type { Mapping } from '../../../src/plan/settings.ts';
import { type AutotaskSandbox, startAutotask } from '../autotask/index.ts';
import type { TenantRecord } from '../prism/book.ts';
import { type PrismSandbox, startPrism } from '../prism/index.ts';

export type World = {
  clock: SetClock;
  prism: PrismSandbox;
  autotask: AutotaskSandbox;
  /** The billing code new services are booked under. */
  billingCodeId: string;
  /** The material code contract charges are booked under, where this world has one. */
  chargeCodeId?: string | null;
  /** How the clerk of this world would map its customers. */
  mappings: Omit<Mapping, 'id'>[];
  close(): Promise<void>;
};

export async function startSandboxes(
  at: string,
): Promise<Pick<World, 'clock' | 'prism' | 'autotask' | 'close'>> {
  const clock = new SetClock(at);
  const prism = await startPrism({ clock });
  const autotask = await startAutotask({ clock });
  return {
    clock,
    prism,
    autotask,
    close: async () => {
      await Promise.all([prism.close(), autotask.close()]);
    },
  };
}

export function mapping(
  tenant: TenantRecord,
  to: { companyID: number; id: number },
  startMonth: string,
): Omit<Mapping, 'id'> {
  return {
    tenantId: tenant.id,
    tenantDomain: tenant.domain,
    customerName: tenant.customerName,
    sourceAgreementId: tenant.agreementId,
    companyId: String(to.companyID),
    chargeAgreementId: null,
    agreementId: String(to.id),
    strategy: 'cost-and-retail',
    startMonth,
    shadow: false,
    syncOn: true,
    excludedBecause: null,
  };
}
