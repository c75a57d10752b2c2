/** What Slack's client itself says of a modal's fields before it sends anything; its exact words are not on record. */
import type { OpenView } from '../book.ts';
import { type Control, controlsOf } from './controls.ts';
import { chosenTexts } from './screen.ts';
import { shownId } from './words.ts';

/** By block id. An empty record: the modal is sent. */
export function fieldErrors({ view, state }: OpenView): Record<string, string> {
  const inputs = new Set(view.blocks.filter(({ type }) => type === 'input').map(one => one.block_id));
  return Object.fromEntries(
    controlsOf(view.blocks, state, shownId)
      .filter(({ blockId }) => inputs.has(blockId))
      .map((control): [string, string | null] => {
        const held = state[control.blockId]?.[control.element.action_id] as
          | Record<string, unknown>
          | undefined;
        const values = held ? chosenTexts(held, shownId) : [];
        return [control.blockId, fieldError(control, values)];
      })
      .filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

function fieldError({ element, isOptional }: Control, values: readonly string[]): string | null {
  const [value] = values;
  if (value === undefined) return isOptional ? null : 'Please complete this required field.';
  const { min_length: least, max_length: most, min_value: low, max_value: high } = element;
  const length = [...value].length;
  switch (element.type) {
    case 'plain_text_input':
      if (typeof least === 'number' && length < least) return `Please enter at least ${least} characters.`;
      return typeof most === 'number' && length > most ? `Please enter at most ${most} characters.` : null;
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) ? null : 'Please enter a valid URL.';
    case 'number_input': {
      const number = element.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
      if (!number.test(value)) return 'Please enter a valid number.';
      if (low !== undefined && Number(value) < Number(low)) return `Please enter at least ${low}.`;
      return high !== undefined && Number(value) > Number(high) ? `Please enter at most ${high}.` : null;
    }
    default:
      return null;
  }
}
