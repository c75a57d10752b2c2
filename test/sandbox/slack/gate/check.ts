/**
 * The gate: what Slack would refuse of a payload, and what this app must never send. Each check returns the problems it
 * found, none for a good payload, in the words of Slack's `response_metadata.messages`.
 */
import { limitProblems, textLength } from './limits.ts';
import {
  contentProblems,
  idProblems,
  messageProblems,
  optionProblems,
  pingProblems,
  pings,
  type Surface,
  surfaceProblems,
} from './rules.ts';
import { type Shape, structureProblems } from './structure.ts';
import { isObject, lengthOf, listOf, type Place, problem, walk } from './walk.ts';

/** Over all blocks of a message Slack takes about so many characters, though each block be within its own limit. */
export const MESSAGE_CHARACTERS = 13_200;
export const TEXT_CHARACTERS = 40_000;
export const VIEW_BYTES = 250_000;

/** Blocks and top-level text of a message, an ephemeral message or a response_url's answer. */
export function checkMessage(blocks: unknown, text: unknown): string[] {
  return [...textProblems(text), ...(blocks === undefined ? [] : blockProblems(blocks))];
}

/** Top-level text, which notifications and screen readers read. */
export function textProblems(text: unknown): string[] {
  if (typeof text !== 'string' || text.trim() === '') return [problem('missing required field: text', '')];
  const tooLong = lengthOf(text) > TEXT_CHARACTERS;
  return [
    ...pings(text, '/text'),
    ...(tooLong ? [problem(`must be less than ${TEXT_CHARACTERS + 1} characters`, '/text')] : []),
  ];
}

export function blockProblems(blocks: unknown): string[] {
  const places = walk(blocks, '/blocks', 'blocks');
  const characters = textLength(blocks);
  return [
    ...structured('Blocks', blocks, '/blocks', places, 'message'),
    ...messageProblems(places),
    ...(listOf(blocks).length > 50 ? [problem('no more than 50 items allowed', '/blocks')] : []),
    ...(characters > MESSAGE_CHARACTERS
      ? [problem(`msg_blocks_too_long: ${characters} characters`, '/blocks')]
      : []),
  ];
}

/** A modal or a Home tab. */
export function checkView(view: unknown): string[] {
  if (!isObject(view)) return [problem('must be a object', '/view')];
  if (view.type !== 'modal' && view.type !== 'home') {
    return [problem(`unsupported type: ${String(view.type)}`, '/view/type')];
  }
  const places = walk(view, '/view');
  const shape = view.type === 'modal' ? 'ModalView' : 'HomeView';
  const needsSubmit = view.type === 'modal' && inputBlocksOf(view).length > 0 && view.submit === undefined;
  return [
    ...structured(shape, view, '/view', places, view.type),
    ...(needsSubmit ? [problem('missing required field: submit', '/view')] : []),
    ...(viewBytes(view) > VIEW_BYTES ? [problem(`view_too_large: ${viewBytes(view)} bytes`, '/view')] : []),
  ];
}

export const viewBytes = (view: unknown): number => Buffer.byteLength(JSON.stringify(view));

const structured = (
  shape: Shape,
  payload: unknown,
  at: string,
  places: readonly Place[],
  surface: Surface,
): string[] => [
  ...structureProblems(shape, payload, at),
  ...limitProblems(places),
  ...surfaceProblems(places, surface),
  ...idProblems(places),
  ...optionProblems(places),
  ...contentProblems(places),
  ...pingProblems(places),
];

/** The answer to a block_suggestion: `{ options }` or `{ option_groups }`, or the array of options itself. */
export function checkOptions(answer: unknown): string[] {
  const { options, option_groups, ...others } = Array.isArray(answer)
    ? { options: answer }
    : isObject(answer)
      ? answer
      : {};
  const unknown = Object.keys(others).map(field => problem(`invalid additional property: ${field}`, ''));
  if ((options === undefined) === (option_groups === undefined)) {
    return [...unknown, problem('must define either `options` or `option_groups`', '')];
  }
  const [shape, key, given] =
    options === undefined
      ? (['OptionGroups', 'option_groups', option_groups] as const)
      : (['Options', 'options', options] as const);
  const places = walk(given, `/${key}`, key);
  return [
    ...unknown,
    ...structureProblems(shape, given, `/${key}`),
    ...limitProblems(places),
    ...optionProblems(places),
    ...(listOf(given).length > 100 ? [problem('no more than 100 items allowed', `/${key}`)] : []),
  ];
}

/**
 * The body with which a view_submission is acknowledged.
 * @param view the view that was submitted; error messages may stand only at its input blocks
 */
export function checkAck(ack: unknown, view: unknown): string[] {
  if (ack === undefined || ack === null || ack === '') return [];
  if (!isObject(ack)) return [problem('must be a object', '')];
  const { response_action: action, ...rest } = ack;
  if (action === undefined) return unknownFields(rest, []);
  switch (action) {
    case 'clear':
      return unknownFields(rest, []);
    case 'errors':
      return [...unknownFields(rest, ['errors']), ...errorsProblems(rest.errors, view)];
    case 'update':
    case 'push': {
      const modal = isObject(rest.view) && rest.view.type !== 'modal';
      return [
        ...unknownFields(rest, ['view']),
        ...(modal ? [problem('must be a modal', '/view/type')] : []),
        ...checkView(rest.view),
      ];
    }
    default:
      return [problem(`unsupported response_action: ${String(action)}`, '/response_action')];
  }
}

const unknownFields = (fields: object, known: readonly string[]): string[] =>
  Object.keys(fields)
    .filter(field => !known.includes(field))
    .map(field => problem(`invalid additional property: ${field}`, ''));

function errorsProblems(errors: unknown, view: unknown): string[] {
  if (!isObject(errors) || Object.keys(errors).length === 0) {
    return [problem('must hold a message for at least one block', '/errors')];
  }
  const inputs = new Set(inputBlocksOf(view).map(block => block.block_id));
  return Object.entries(errors).flatMap(([block, message]) => [
    ...(inputs.has(block) ? [] : [problem(`no input block has this block_id: ${block}`, `/errors/${block}`)]),
    ...(typeof message === 'string' && message !== '' ? [] : [problem('must be a text', `/errors/${block}`)]),
  ]);
}

const inputBlocksOf = (view: unknown) =>
  (isObject(view) ? listOf(view.blocks) : []).filter(isObject).filter(block => block.type === 'input');
