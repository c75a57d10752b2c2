/** From nothing to a first month. */
import type { Topic } from './topic.ts';

export const SET_UP: Record<string, Topic> = {
  setup: {
    title: 'Set-up in seven steps',
    about: 'the way from nothing to the first synced customer',
    text: [
      [
        '1. Prepare Autotask: `/prism help autotask`. Prepare PRISM: `/prism help prism`.',
        '2. `/prism connect` (admins): connect PRISM and Autotask. Each right that is missing is named, with the place where it is set.',
        '3. `/prism settings` (admins): choose the billing code for new services, the notification channel and the time zone. Invite the app to that channel: `/invite @PRISM Bot`.',
        '4. `/prism people` (admins): name operators, who map, sync and approve, and viewers.',
        '5. `/prism preview products`: read which services a product sync would make or reprice, adopt those of the former product, then `/prism sync products`.',
        '6. `/prism map`: give one to three customers their company and contract, and switch their sync on.',
        '7. `/prism sync`: the plan comes into the channel. Read it, press *Approve plan*, and follow it there.',
      ].join('\n'),
    ],
  },
  prism: {
    title: 'Connecting PRISM',
    about: 'where Client ID and Client Secret come from',
    text: [
      [
        '1. In the PRISM portal open *Customer Management* and there your own company, the first of the list.',
        '2. *View* > *Manage Client Credentials* > *Generate*. Give a name and an e-mail address that somebody reads.',
        '3. Client ID and Client Secret are shown once. Paste both into *Connect PRISM*: `/prism connect`.',
        '4. They are checked at once. With several Microsoft CSP agreements you choose which one is read; each customer’s mapping names its own.',
      ].join('\n'),
      'Secrets are kept encrypted and shown again only by their last four characters. Never type one into a command or a channel; if it happened, generate a new one.',
    ],
  },
  autotask: {
    title: 'Preparing Autotask',
    about: 'security level, API user, contracts, billing code',
    text: [
      [
        '*1. Security level.* Admin > Account Settings & Users > Resources/Users > Security Levels. Right-click *API User (system) (API-only)* > Copy Security Level, and give it a name. For every area press *No Permissions*, then allow:',
        '• Contracts: View *All*, contract visibility *Full*, tick *Can modify Service/Bundle on contract changes* and *Can modify contract Internal Costs*',
        '• CRM: Customer & Cancelation *All*; Vendor & Partners *All* too, if you want to choose a vendor',
        '• Admin: tick *Products, Services, & Inventory*',
        '• Other: tick *Can View Internal Cost and Sensitive Data*; without it costs are neither compared nor written',
        '• Web Services API: tick *Can login to Web Services API*',
      ].join('\n'),
      [
        '*2. API user.* Admin > Resources (Users) > New > New API User.',
        '• Security Level: the one of step 1. *Active* ticked, *Locked* not. An e-mail address that somebody reads.',
        '• API Tracking Identifier: *Custom (Internal Integration)*. It cannot be changed later.',
        '• Generate Username and Secret; the secret is shown once. Save & Close.',
      ].join('\n'),
      '*3. Contracts.* One *Recurring Service* contract for each customer, billed monthly, active. Let it start on the first day of a month and before the first usage: otherwise Autotask prorates, and its invoices show parts of months.',
      '*4. Billing code.* An active one of the type Recurring Contract Service Code.',
      '*5. Connect.* `/prism connect`: API Username, Password (Secret), API Tracking Identifier. One wrong secret is one attempt; nothing is tried again by itself, because Autotask locks the user.',
    ],
  },
  connectwise: {
    title: 'Preparing ConnectWise',
    about: 'security role, catalogue, API member',
    text: [
      'ConnectWise can be connected and checked. Syncing goes to Autotask only in this version.',
      [
        '*1. Security role.* System > Security Roles; everything None but:',
        '• Companies: Company Maintenance, Inquire *All*',
        '• Finance: Agreements, Add, Edit, Inquire *All*, for the agreement types you use',
        '• Procurement: Product Catalog and Products, Add, Edit, Inquire *All*',
        '• System: Table Setup, Add, Edit, Inquire *All*, for company status, category, subcategory, product type and unit of measure',
      ].join('\n'),
      '*2. Catalogue.* Procurement > Product Catalog: filter Product ID on “misc”, status All, and activate each. Activate category, subcategory and product type Miscellaneous too.',
      '*3. API member.* A member with that role and a key pair. Then `/prism connect`: Site, Company ID, Public Key, Private Key.',
    ],
  },
  mapping: {
    title: 'Mapping customers',
    about: 'company, contract, pricing strategy, where to begin',
    text: [
      [
        '1. `/prism map` lists every PRISM customer; those that are not mapped and cost most come first.',
        '2. *Edit* > *Autotask company* > *Contract*: only that company’s recurring service contracts; one that cannot be used says why. A company that looks the same is suggested, never taken by itself.',
        '3. *Start with*: the most recent invoice, or the next one. Take the next one where the last month was billed by hand already.',
        '4. *Pricing strategy*: cost and retail, cost only, retail only, or quantity only. What you leave out is never written.',
        '5. *Shadow mode* plans and reports, and writes nothing: good for comparing a first month.',
        '6. *Save*: the next daily check syncs. *Save and sync now*: at once.',
      ].join('\n'),
      'Several tenants may share one contract: their units are added up. *Exclude…* marks a customer that is left out on purpose, so that it is not taken for forgotten.',
    ],
  },
  'first-month': {
    title: 'The first month',
    about: 'beginning small, and what to check',
    text: [
      [
        '1. Preview the products before the first product sync.',
        '2. Start with one to three customers that are easy to check; not with all of them.',
        '3. Read each first plan; unless your settings say otherwise, it waits for approval. Services that stand on the contract already are taken over, and their quantity is set to the invoice’s; the plan says so.',
        '4. Look for *possible double billing*: services on the contract that look like an invoiced product and are not ours.',
        '5. Compare contract and invoice before you invoice the customer, in the first two billing periods of each.',
        '6. Then map the others.',
      ].join('\n'),
    ],
  },
};
