/**
 * What the API user must be allowed to do, and where in Autotask's menus that is set (security level, PRISM Connect
 * reference 6). One table for the connection check and for the message when a read is refused.
 */
import { UserError } from '../../errors.ts';

export type Entity =
  | 'Companies'
  | 'Contracts'
  | 'Services'
  | 'ContractServices'
  | 'ContractServiceUnits'
  | 'ContractServiceAdjustments'
  | 'ContractCharges'
  | 'BillingCodes';

const LEVEL = 'Admin > Account Settings & Users > Resources/Users > Security Levels > the API user’s level';
const VIEW_CONTRACTS = `${LEVEL} > Contracts: set View to All and contract visibility to Full.`;

/** One sentence that leads a person to the box to tick. */
export const remedies = {
  login: `${LEVEL} > Web Services API: tick Can login to Web Services API.`,
  Companies: `${LEVEL} > CRM: set Customer & Cancelation to All.`,
  Contracts: VIEW_CONTRACTS,
  Services: `${LEVEL} > Admin: tick Products, Services, & Inventory.`,
  ContractServices: VIEW_CONTRACTS,
  ContractServiceUnits: VIEW_CONTRACTS,
  ContractServiceAdjustments: `${LEVEL} > Contracts: tick Can modify Service/Bundle on contract changes.`,
  ContractCharges: VIEW_CONTRACTS,
  BillingCodes: `${LEVEL} > Admin: tick Products, Services, & Inventory.`,
  noBillingCode:
    'Admin > Features & Settings > Finance, Accounting & Invoicing > Billing Codes: create an active code of the type Recurring Contract Service Code.',
  cost: `${LEVEL} > Other: tick Can View Internal Cost and Sensitive Data; Contracts: tick Can modify contract Internal Costs. Until then costs are neither compared nor written.`,
} as const;

const UNLOCK =
  'In Autotask: Admin > Resources (Users) > API user > Edit > untick Locked > Save & Close. If it was not locked, check its secret and security level, and enter the new secret here.';

const LOGINS = {
  secret: {
    message:
      'Autotask refused the login: the secret is wrong, the API user is locked, or its rights were taken away.',
    remedy: UNLOCK,
  },
  user: {
    message: 'Autotask does not know this API user name.',
    remedy:
      'Copy the user name from Admin > Resources (Users) > API user, where it looks like an e-mail address.',
  },
  code: {
    message: 'Autotask does not accept this API tracking identifier.',
    remedy:
      'Copy it from Admin > Resources (Users) > API user > Edit > API Tracking Identifier; it cannot be changed there once assigned.',
  },
} as const;

/** `words` open with the sentence that PRISM Connect showed for this, so that people find it again. */
export function loginRefused(
  why: keyof typeof LOGINS,
  asked: { method: string; url: string },
  said: string,
): UserError {
  const { message, remedy } = LOGINS[why];
  const [address] = asked.url.split('?');
  return new UserError(message, {
    code: 'unauthorized',
    remedy,
    words:
      `Error executing AutoTask ${asked.method} request to '${address}'. Status code: Unauthorized. Error message: ${said}`.trim(),
  });
}

export const rightMissing = (entity: Entity, words: string): UserError =>
  new UserError(`Autotask does not let the API user read ${entity}.`, {
    code: 'no-permission',
    remedy: remedies[entity],
    words,
  });
