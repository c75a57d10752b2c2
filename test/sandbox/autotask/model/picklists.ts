/** The values of picklist fields; the sandbox keeps those that public sources agree on (reference section 5). */

export const PERIODS = [
  [2, 'Monthly'],
  [3, 'Quarterly'],
  [4, 'Semi-Annual'],
  [5, 'Yearly'],
] as const;
export const CONTRACT_TYPES = [
  [1, 'Time & Materials'],
  [3, 'Fixed Price'],
  [4, 'Block Hours'],
  [6, 'Retainer'],
  [7, 'Recurring Service'],
  [8, 'Per Ticket'],
  [9, 'Umbrella'],
] as const;
export const COMPANY_TYPES = [
  [1, 'Customer'],
  [2, 'Lead'],
  [3, 'Prospect'],
  [4, 'Dead'],
  [6, 'Cancelation'],
  [7, 'Vendor'],
  [8, 'Partner'],
] as const;
export const USE_TYPES = [
  [1, 'General Allocation'],
  [2, 'Expense'],
  [3, 'Internal Allocation'],
  [4, 'Material Cost'],
  [5, 'Recurring Contract Service Code'],
  [6, 'Milestone'],
  [7, 'Product'],
] as const;

export const STATES = [
  [0, 'Inactive'],
  [1, 'Active'],
] as const;
export const NO_YES = [
  [0, 'No'],
  [1, 'Yes'],
] as const;
export const CODE_TYPES = [
  [0, 'Normal'],
  [1, 'System'],
  [2, 'Non-Billable'],
] as const;
export const CHARGE_TYPES = [
  [1, 'Operational'],
  [2, 'Capitalized'],
] as const;
