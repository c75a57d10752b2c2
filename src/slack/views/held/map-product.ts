import { findName } from '../../../store/names.ts';
import { decideOnLine } from '../../../sync/decide.ts';
import { PAGE_VIEW } from '../../ids.ts';
import { readHeldAbout } from '../../page-state.ts';
import { actions, button, modal, section } from '../../ui/parts/blocks.ts';
import { name } from '../../ui/parts/text.ts';
import type { ViewEntry } from '../../visit.ts';

/** Remembers which product of the price list a line's product is. */
export const mapProduct: ViewEntry = {
  who: 'operator',
  submit: async ({ context, workspaceId, userId, place }) => {
    const chosen = place.values.product?.product?.selected_option?.value;
    const product = chosen ? await findName(context.db, workspaceId, 'product', chosen) : undefined;
    if (!product) return { kind: 'errors', errors: { product: 'Choose a product of the list.' } };
    const { plan: planId, subject } = readHeldAbout(place.metadata);
    await decideOnLine(context, {
      workspaceId,
      planId,
      productKey: product.id,
      choice: 'map-product',
      by: userId,
      ...(subject === undefined ? {} : { subject }),
    });
    return {
      kind: 'show',
      view: modal(PAGE_VIEW, 'Map product', [
        section(
          `:white_check_mark: *${name(subject ?? '')}* is *${name(product.name)}* from now on. It takes effect with the next sync.`,
        ),
        ...actions([button('Sync now', 'sync', JSON.stringify({ kind: 'customers' }), { style: 'primary' })]),
      ]),
    };
  },
};
