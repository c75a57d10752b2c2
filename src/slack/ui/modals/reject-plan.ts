import type { ModalView } from '@slack/types';
import { input, modal, section } from '../parts/blocks.ts';

/** @param value plan and checksum, as the button had them */
export const rejectModal = (value: string): ModalView =>
  modal(
    'reject-plan',
    'Reject plan',
    [
      section('Nothing of this plan will be written. A later sync makes a new one.'),
      input('Reason', 'reason', {
        type: 'plain_text_input',
        action_id: 'reason',
        multiline: true,
        max_length: 500,
        focus_on_load: true,
      }),
    ],
    { submit: 'Reject', close: 'Cancel', metadata: value },
  );
