/** What help tells about, by topic. `mrkdwn`, ours: nothing in it comes from elsewhere. */
export type Topic = { title: string; about: string; text: readonly string[] };

export const TOPICS: Record<string, Topic> = {
  setup: {
    title: 'Ten minutes to a first sync',
    about: 'the way from nothing to the first synced customer',
    text: [
      '1. `/prism connect`: connect PRISM (`/prism help prism`) and Autotask (`/prism help autotask`).',
      '2. `/prism settings`: choose the billing code for new services, the notification channel, and the time zone.',
      '3. `/prism preview products`: see which services would be made or repriced. Services of the former product can be adopted.',
      '4. `/prism map`: give one to three customers their Autotask company and contract, and switch their sync on.',
      '5. `/prism preview <customer>`: read what would be written. Nothing is written yet.',
      '6. `/prism sync`: the plan comes into the channel. Read it, press *Approve plan*, and follow it there.',
      '7. Check the first two billing periods of each customer before you invoice them.',
    ],
  },
  prism: {
    title: 'Connecting PRISM',
    about: 'where client id and secret come from',
    text: [
      '1. In the PRISM portal open *Customer Management*, and there your own company (the first of the list).',
      '2. *View* > *Manage Client Credentials* > *Generate*: give a name and an e-mail address that PRISM reports to.',
      '3. Client ID and Client Secret are shown once. Paste both into *Connect PRISM*.',
      'They are checked before they are kept, kept encrypted, and shown again only by their last four characters.',
    ],
  },
  autotask: {
    title: 'Connecting Autotask',
    about: 'security level, API user, contracts and billing code',
    text: [
      '*Security level* · Admin > Account Settings & Users > Resources/Users > Security Levels: copy *API User (system) (API-only)*, press *No Permissions* for every area, then allow:',
      '• Contracts: View *All*, contract visibility *Full*, *Can modify Service/Bundle on contract changes*, *Can modify contract Internal Costs*.',
      '• CRM: *Customer & Cancelation* = All.',
      '• Admin: *Products, Services, & Inventory*.',
      '• Other: *Can View Internal Cost and Sensitive Data*, else costs are neither compared nor written.',
      '• Web Services API: *Can login to Web Services API*.',
      '*API user* · Admin > Resources (Users) > New > New API User: that security level; Active ticked, Locked not; API Tracking Identifier: Custom (Internal Integration). Generate Username and Secret; the secret is shown once.',
      '*Contracts* · one *Recurring Service* contract per customer, billed monthly, starting on the 1st of a month and before the first usage.',
      '*Billing code* · an active one of the type Recurring Contract Service Code.',
      '*Locked user* · a wrong secret tried several times locks the API user: Admin > Resources (Users) > the API user > Edit > untick Locked > Save & Close.',
    ],
  },
  mapping: {
    title: 'Mapping customers',
    about: 'company, contract, pricing strategy, where to begin',
    text: [
      '`/prism map` lists every PRISM customer; those that are not mapped and cost most come first.',
      '• *Start with*: the most recent invoice, or the next one. Contracts that were billed by hand already begin with the next.',
      '• *Pricing strategy*: cost and retail, cost only, retail only, or quantity only; what is left out is never touched.',
      '• *Shadow mode*: plans and reports, and never writes. Good for comparing a first month.',
      '• *Exclude…* tells a customer that is left out on purpose from one that was forgotten.',
      'Several tenants may feed one contract: their seats are added up.',
    ],
  },
  'first-month': {
    title: 'The first month',
    about: 'beginning small and checking',
    text: [
      '• Preview the product sync before the first one.',
      '• Begin with one to three customers that are easy to check.',
      '• A customer’s first plan always waits for approval.',
      '• Lines that stand on the contract already are taken over, and their quantity is set to the invoice’s; the plan says so.',
      '• Compare contract and invoice for each customer’s first two billing periods.',
    ],
  },
  approval: {
    title: 'Plans and approval',
    about: 'what waits for a person, and why',
    text: [
      'A sync makes a plan, and only what the plan says is written. By default the first plan of a customer and every unsafe plan wait:',
      '• more than 20 % of a customer’s seats (at least 10) or of the money moves,',
      '• a line goes to zero without a cancellation, a unit price doubles or halves, more than 25 new lines,',
      '• something looks billed twice, or the invoice’s total differs from its lines.',
      'A plan expires after seven days or when a newer one replaces it. Before each write the contract is read again: what moved since is skipped and said.',
    ],
  },
  held: {
    title: 'Held lines',
    about: 'what is not written, and how to go on',
    text: [
      'What the rules do not cover is held, with its reason, its money and your choices: `/prism held`.',
      '• *Posted*: a period that is approved and posted in Autotask is never written into. Wait, or take the next open period.',
      '• *Missing from the invoice*: a subscription that PRISM lists and does not bill. Count it as cancelled, or leave it.',
      '• *Product not found*: map it once, and it is remembered.',
      'A choice takes effect with the next sync of that customer.',
    ],
  },
  limits: {
    title: 'Limits',
    about: 'what is not done',
    text: [
      '• One program, Microsoft CSP; the monthly standard invoice in arrears.',
      '• Credits, one-off and adjustment invoices are listed with their money and not written by themselves.',
      '• Annual licences billed annually are left out.',
      '• Only Recurring Service contracts billed monthly.',
      '• Nothing happens between invoices: a quantity changed in PRISM shows in Autotask with the invoice that bills it.',
      '• Service descriptions are cut at 400, invoice descriptions at 1,000 characters, as Autotask asks.',
    ],
  },
  faq: {
    title: 'Questions people ask',
    about: 'short answers',
    text: [
      '*Will it overwrite my services?* No. It keeps price and cost of services it made or you let it adopt; names, texts and billing codes stay yours.',
      '*May I change a contract’s quantity by hand?* Yes, and the next invoice sets it back and says so.',
      '*Can I stop it?* `/prism pause`, for all or one customer; `/prism resume` asks where to go on.',
      '*Why do services have such names?* `PC_` and the product key, so that they are found again. Rename them as you like: they are known by their id.',
      '*What if the same invoice is synced twice?* Nothing is written the second time.',
      '*Who may do what?* `/prism people`. Slack’s owners and admins are admins until an admin is named.',
    ],
  },
};
