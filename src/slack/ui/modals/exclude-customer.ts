import type { ModalView } from '@slack/types';
import { input, modal, plain, section } from '../parts/blocks.ts';
import { bold, name } from '../parts/text.ts';

/** Asks why a customer is left out. */
export const excludeView = (customerName: string, metadata: string): ModalView =>
  modal(
    'exclude-customer',
    'Leave a customer out',
    [
      section(
        `${bold(name(customerName))} will not be synced and not be named as forgotten. Its lines on invoices are accounted for as excluded, with this reason.`,
      ),
      input('Reason', 'reason', {
        type: 'plain_text_input',
        action_id: 'reason',
        max_length: 300,
        placeholder: plain('For example: bills its own licences'),
      }),
    ],
    { submit: 'Exclude', close: 'Cancel', metadata },
  );
