/** Which company of the target a customer of the source seems to be. Only ever a suggestion: a person decides. */
import type { Company } from '../targets/target.ts';

export type Suggestion = {
  companyId: string;
  companyName: string;
  why: 'reference' | 'domain' | 'name';
  /** One sentence, e.g. `Contoso Ltd has the same name.` */
  reason: string;
};

type Customer = { id: string; customerId: string; customerName: string; domain: string | null };

/** Words for the kind of company at a name's end, which one book has and the other leaves out. */
const LEGAL_FORMS = new Set([
  // `GmbH & Co. KG`
  'and',
  ...['ab', 'ag', 'as', 'asa', 'aps', 'bhd', 'bv', 'bvba', 'co', 'company', 'corp', 'corporation', 'doo'],
  ...['eood', 'gbr', 'gmbh', 'inc', 'incorporated', 'kft', 'kg', 'kk', 'limited', 'llc', 'llp', 'lp', 'ltd'],
  ...['ltda', 'mbh', 'nv', 'ohg', 'oy', 'oyj', 'plc', 'proprietary', 'pte', 'pty', 'pvt', 'sa', 'sarl'],
  ...['sas', 'sdn', 'se', 'sl', 'spa', 'sro', 'srl', 'ug', 'zoo'],
]);

/**
 * The one active company with the same reference, else the same domain, else the same name without regard to case,
 * accents, punctuation and legal form; null when there is none, or more than one.
 */
export function suggestCompany(customer: Customer, companies: readonly Company[]): Suggestion | null {
  const active = companies.filter(one => one.active);
  const references = new Set([customer.id, customer.customerId].map(lower).filter(Boolean));
  const domain = hostOf(customer.domain);
  const name = comparable(customer.customerName);
  const ways: [Suggestion['why'], (company: Company) => boolean, (company: Company) => string][] = [
    [
      'reference',
      ({ reference }) => references.has(lower(reference ?? '')),
      ({ reference }) => `carries this customer’s id in PRISM (${reference?.trim()}) as its number`,
    ],
    [
      'domain',
      ({ website }) => domain !== null && hostOf(website) === domain,
      () => `has the same domain (${domain})`,
    ],
    ['name', company => name !== '' && comparable(company.name) === name, () => 'has the same name'],
  ];
  for (const [why, fits, reason] of ways) {
    const [found, another] = active.filter(fits);
    if (found && !another)
      return { companyId: found.id, companyName: found.name, why, reason: `${found.name} ${reason(found)}.` };
  }
  return null;
}

/** A company name as names are compared. */
export function comparable(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[.'’]/g, '')
    .replaceAll('&', ' and ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const kept = words[0] === 'the' ? words.slice(1) : [...words];
  while (kept.length > 1 && LEGAL_FORMS.has(kept.at(-1) ?? '')) kept.pop();
  return kept.join(' ');
}

const lower = (text: string): string => text.trim().toLowerCase();

/** `https://www.contoso.com/about` and `contoso.com` are one; Microsoft's own domains say nothing of a website. */
function hostOf(address: string | null): string | null {
  const [, host = ''] = /^(?:[a-z]+:\/\/)?(?:www\.)?([^/:?#\s]+)/.exec(lower(address ?? '')) ?? [];
  return host.includes('.') && !host.endsWith('.onmicrosoft.com') ? host : null;
}
