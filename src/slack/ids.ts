/**
 * The ids that Slack sends back. What a button carries in its value, and a modal in its metadata, stands beside it; a
 * button whose id needs to be unique in its block adds `:` and anything.
 */

/** Buttons and fields that answer at once. */
export const ACTIONS = [
  // Pages: `PageState` as JSON, or for `filter` and `choose-sort` what to change in the page's own state.
  'open-page',
  'turn-page',
  'filter-page',
  // Connections: 'prism' | 'autotask' | 'connectwise'.
  'connect',
  'test-connection',
  'disconnect',
  'choose-credentials',
  // Settings.
  'open-settings',
  'preview-products',
  // Mapping: a tenant's id.
  'edit-mapping',
  'choose-company',
  'choose-contract',
  'take-suggestion',
  'save-and-sync',
  'clear-mapping',
  'exclude-customer',
  'include-customer',
  'refresh-names',
  // Plans: `<plan id>|<checksum>`.
  'approve-plan',
  'reject-plan',
  // Runs: a run's number.
  'retry-failed',
  'acknowledge',
  'undo-run',
  'sync',
  'preview-customer',
  'check-now',
  'pause',
  'resume',
  // Held lines: `HeldAbout` as JSON.
  'decide',
  'map-product',
  'adopt-all',
  // An invoice that is not applied: `BilledInvoice` as JSON.
  'bill-invoice',
  // People: `user|<id>` or `group|<id>`.
  'name-person',
  'remove-person',
] as const;
export type ActionId = (typeof ACTIONS)[number];

/** Modals that are submitted. */
export const VIEWS = [
  'page',
  'connect-prism',
  'connect-autotask',
  'connect-connectwise',
  'choose-agreement',
  'program-settings',
  'link-customer',
  'exclude-customer',
  'map-product',
  'reject-plan',
  'resume-customer',
  'name-person',
] as const;
export type ViewId = (typeof VIEWS)[number];

/** Selects that are searched on our side; one that also answers at once is an action of the same id. */
export const OPTIONS = [
  'choose-company',
  'choose-contract',
  'choose-charge-contract',
  'billing-code',
  'charge-code',
  'vendor',
  'product',
] as const;
export type OptionsId = (typeof OPTIONS)[number];

/** Callback id of modals that only show something; one with a filter is submitted by it. */
export const PAGE_VIEW = 'page' satisfies ViewId;
