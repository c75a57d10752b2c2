import { type Catalogue, type CatalogueLink, namesOf } from '../../plan/catalogue.ts';
import type { Product } from '../../plan/invoice/line.ts';
import type { Target } from '../../targets/target.ts';

/**
 * The part of the target's catalogue that planning needs, in bulk: every linked item, and whatever stands under the
 * names of the `unlinked` products. A link whose item is gone stays, its item absent: an equivalent will be made.
 */
export async function loadCatalogue(
  target: Target,
  links: ReadonlyMap<string, CatalogueLink>,
  unlinked: readonly Product[],
): Promise<Catalogue> {
  const ids = [...links.values()].flatMap(link => (link.itemId === null ? [] : [link.itemId]));
  const items = await target.readItems(ids);
  const known = new Map(items.map(item => [item.id, item]));
  const nameless = unlinked.filter(product => {
    const link = links.get(product.key);
    return link === undefined || (!link.skipped && !known.has(link.itemId ?? ''));
  });
  const names = [...new Set(nameless.flatMap(namesOf))];
  const named = names.length === 0 ? [] : await target.findItems(names);
  const { descriptionLimit: description, invoiceDescriptionLimit: invoiceDescription } = target.traits;
  return {
    links,
    items: known,
    named: new Map(named.filter(item => !known.has(item.id)).map(item => [item.name.toLowerCase(), item])),
    limits: { description, invoiceDescription },
  };
}
