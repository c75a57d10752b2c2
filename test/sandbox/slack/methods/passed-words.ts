import type { KnownBlock } from '@slack/types';
import type { Words } from '../conversations.ts';
import { blockProblems, MESSAGE_CHARACTERS, TEXT_CHARACTERS, textProblems } from '../gate/check.ts';
import { textLength } from '../gate/limits.ts';
import { lengthOf } from '../gate/walk.ts';
import type { Args } from '../wire/args.ts';
import { Refusal } from '../wire/refusal.ts';
import type { World } from '../wire/world.ts';

/**
 * Text, blocks and metadata of a message that passed the gate.
 * @param from the method, for the finding
 * @throws Refusal, with the finding kept
 */
export function passedWords(args: Args, { findings }: World, from: string): Words {
  const text = args.text('text');
  const blocks = args.json('blocks', 'invalid_blocks_format');
  const refuse = (word: string, problems: string[]) => {
    findings.push({ from, problems, payload: { text, blocks } });
    return new Refusal(word, { messages: problems });
  };
  if (args.json('attachments', 'invalid_attachments') !== undefined) {
    throw refuse('invalid_attachments', ['[ERROR] this app sends blocks, never attachments']);
  }
  if (blocks !== undefined && !Array.isArray(blocks)) {
    throw refuse('invalid_blocks_format', ['[ERROR] must be an array [json-pointer:/blocks]']);
  }
  const isEmpty = (text ?? '') === '' && (blocks ?? []).length === 0;
  if (isEmpty) throw refuse('no_text', ['[ERROR] no text and no blocks']);
  if (lengthOf(text ?? '') > TEXT_CHARACTERS) throw refuse('msg_too_long', textProblems(text));
  if (blocks !== undefined) {
    const problems = blockProblems(blocks);
    const isTooLong = textLength(blocks) > MESSAGE_CHARACTERS;
    if (problems.length > 0) throw refuse(isTooLong ? 'msg_blocks_too_long' : 'invalid_blocks', problems);
  }
  const ofText = textProblems(text);
  if (ofText.length > 0) throw refuse('invalid_arguments', ofText);
  const metadata = args.json('metadata', 'invalid_metadata_format');
  if (metadata !== undefined) checkMetadata(metadata);
  return { text: text ?? '', blocks: (blocks ?? []) as KnownBlock[], metadata };
}

function checkMetadata(metadata: unknown): void {
  const { event_type: type, event_payload: payload } = Object(metadata) as Record<string, unknown>;
  const isEmpty = Object.keys(Object(metadata)).length === 0;
  if (!isEmpty && (typeof type !== 'string' || typeof payload !== 'object' || payload === null)) {
    throw new Refusal('invalid_metadata_schema');
  }
}
