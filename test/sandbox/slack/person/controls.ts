/** What can be pressed, chosen or filled on a surface, by what a person sees of it. */
import { readable, screen } from './screen.ts';

type Json = Record<string, unknown>;

export type Control = {
  blockId: string;
  element: Json & { type: string; action_id: string };
  /** What it is called: a button's text, an input's label, a select's placeholder. */
  labels: string[];
  /** Its block is an input, and changes are sent at once only if it says so. */
  input: boolean;
  dispatches: boolean;
  /** Its block's place on the surface. */
  at: number;
};

const textOf = (value: unknown): string => readable(String((value as Json | undefined)?.text ?? ''));

export function controlsOf(blocks: readonly unknown[]): Control[] {
  return (blocks as Json[]).flatMap((block, at) => {
    const blockId = String(block.block_id);
    const make = (element: Json, more: Partial<Control> = {}): Control => ({
      blockId,
      element: element as Control['element'],
      labels: [
        ...(element.type === 'button' ? [textOf(element.text)] : []),
        ...(element.placeholder ? [textOf(element.placeholder)] : []),
        ...optionsOf(element).map(option => textOf(option.text)),
      ],
      input: false,
      dispatches: true,
      at,
      ...more,
    });
    switch (block.type) {
      case 'actions':
        return (block.elements as Json[]).map(element => make(element));
      case 'section':
        return block.accessory ? [make(block.accessory as Json)] : [];
      case 'input': {
        const made = make(block.element as Json);
        return [
          {
            ...made,
            labels: [textOf(block.label), ...made.labels],
            input: true,
            dispatches: block.dispatch_action === true,
          },
        ];
      }
      default:
        return [];
    }
  });
}

export const optionsOf = (element: Json): Json[] =>
  Array.isArray(element.options) ? (element.options as Json[]) : [];

/**
 * The one control that is called so; of several the one that stands nearest below, or in the same block as, the text.
 * @returns undefined when there is none
 * @throws when several would do
 */
export function pick(
  controls: readonly Control[],
  label: string,
  blocks: readonly unknown[],
  { near, nth }: { near?: string | undefined; nth?: number | undefined },
): Control | undefined {
  const found = controls.filter(({ labels }) => labels.includes(label));
  if (nth !== undefined) return found[nth];
  if (near !== undefined) {
    const distance = ({ at }: Control): number => {
      for (let back = 0; at - back >= 0; back++) if (screen([blocks[at - back]]).includes(near)) return back;
      return Number.POSITIVE_INFINITY;
    };
    const [best] = found
      .filter(one => Number.isFinite(distance(one)))
      .sort((a, b) => distance(a) - distance(b));
    return best;
  }
  if (found.length > 1) throw new Error(`“${label}” is there ${found.length} times: say near what, or which`);
  return found[0];
}
