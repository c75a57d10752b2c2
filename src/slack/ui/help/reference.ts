/** To look things up. */
import type { Topic } from './topic.ts';

export const REFERENCE: Record<string, Topic> = {
  errors: {
    title: 'Messages and what to do',
    about: 'known warnings and errors, with their remedy',
    text: [
      '*Subscription cost unit price changed from … to … on …* (also: *retail*)\nThe price changed in the usage month. Compare the customer’s lines before you invoice.',
      '*Could not find source product or multiple matches*\nThe line’s product is not on the price list, or more than one fits; often a retired product. `/prism held` > *Map product*. Until then this customer’s decreases wait.',
      '*ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.*\nThe contract does not cover all days that the invoice bills. Correct its dates in Autotask, or map another contract, then *Retry failed*.',
      '*Violation of UNIQUE KEY constraint ‘IX_service’*\nA service of that name is there already and was not made here. *Adopt this service*, or rename it in Autotask, then sync the products.',
      '*Status code: Unauthorized*\nThe secret changed, the API user is locked, or its security level lacks a right. In Autotask: Admin > Resources (Users) > API user > Edit > untick *Locked* > Save & Close. Then `/prism connect` > *Edit* or *Test*.',
      '*Syncing stopped although connections are fine*\n`/prism status` says what is paused, what waits and what is late.',
      '*A message could not be delivered*\nThe app is not in the notification channel: type `/invite @PRISM Bot` there, or choose another with `/prism settings`.',
      '*An unexpected error occurred*\nTry again. If it happens again, give your administrator the reference beneath it: it is in the log.',
    ],
  },
  limits: {
    title: 'Limits',
    about: 'what is not done',
    text: [
      [
        '• One program, Microsoft CSP: the monthly standard invoice, in arrears.',
        '• Credits, one-off and adjustment invoices, and licences billed annually, are listed with their money and not applied by themselves; you may bill them as contract charges: `/prism help charges`.',
        '• Only *Recurring Service* contracts that are billed monthly.',
        '• Nothing moves between invoices: what changes in PRISM shows in Autotask with the invoice that bills it.',
        '• One PRISM login and one Autotask login for each Slack workspace. Several CSP agreements: each customer’s mapping names its own.',
        '• Service descriptions are cut at 400 characters, invoice descriptions at 1,000: Autotask takes no more.',
        '• Amounts are before tax.',
      ].join('\n'),
    ],
  },
  faq: {
    title: 'Questions people ask',
    about: 'short answers',
    text: [
      '*What is synced?* Services with price and cost from the PRISM price list, and each monthly invoice: units by day, so that Autotask prorates.',
      '*Which prices?* Cost is your buy price, retail the recommended price of the PRISM invoice; the pricing strategy of a customer says which of them are written.',
      '*Will it overwrite my services?* No. Only price and cost of services that it made, or that you adopted. Names, texts, billing code and vendor stay yours.',
      '*Why is a service called `PC_` and a code?* So that it is found again. Rename it as you like: from then on it is known by its id.',
      '*Can I edit or remove all services at once?* Not here. Autotask’s import/export does it. A service you set inactive stays inactive; one you delete is made again by the next sync that needs it.',
      '*Do I need new contracts?* No. Existing ones are used; what stands on them and is not ours stays as it is.',
      '*May I change a contract by hand?* Yes, but the next invoice sets the quantity to its own and says what was there.',
      '*How are new subscriptions prorated?* They begin on their true day, and Autotask prorates.',
      '*What about products that are not on the price list any more?* Map them once: `/prism held` > *Map product*.',
      '*Billing in advance?* Not recommended. Sync the most recent invoice, set the quantities by hand for the period ahead, and invoice; the daily check leaves them alone until the next invoice.',
      '*Can I stop it?* `/prism pause`, for all or one customer. `/prism resume` asks whether to go on with the most recent or the next invoice, and names the months skipped with their money.',
      '*What if the same invoice is synced twice?* Nothing is written the second time.',
      '*The API user is locked. How do I unlock it?* In Autotask: Admin > Resources (Users) > API user > Edit > untick *Locked* > Save & Close.',
    ],
  },
};
