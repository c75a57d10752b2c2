import type { ModalView } from '@slack/types';
import { context, input, modal, plain, section } from '../parts/blocks.ts';
import type { HeldAbout } from '../parts/choices.ts';
import { name } from '../parts/text.ts';

export const mapProductModal = ({
  about,
  customer,
  offer,
}: {
  about: HeldAbout;
  customer: string;
  /** What the invoice calls it. */
  offer: string;
}): ModalView =>
  modal(
    'map-product',
    'Map product',
    [
      section(
        `*${name(offer, 300)}*\non the invoice of ${name(customer, 300)} is no product of PRISM’s price list.`,
      ),
      input('Product', 'product', {
        type: 'external_select',
        action_id: 'product',
        min_query_length: 1,
        placeholder: plain('Type a name or SKU', 150),
      }),
      context(
        'It is remembered: lines of this name are taken for that product from now on, for every customer.',
      ),
    ],
    { submit: 'Save', close: 'Cancel', metadata: JSON.stringify(about) },
  );
