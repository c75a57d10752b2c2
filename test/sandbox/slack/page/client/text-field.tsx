import { type KeyboardEvent, useEffect, useState } from 'react';
import type { ElementProps } from './element.tsx';
import { plain } from './mrkdwn.tsx';
import { useSurface } from './surroundings.ts';

const TYPES: Record<string, string> = {
  email_text_input: 'email',
  url_text_input: 'url',
};

/** A field that is typed into. What stands in it is sent with the next thing that is done on the surface. */
export function TextField({
  blockId,
  element,
  label,
  id,
  about,
  isWrong,
  isOptional,
  dispatches,
}: ElementProps) {
  const { id: surface, state, texts, run } = useSurface();
  const actionId = element.action_id;
  const key = `${blockId}/${actionId}`;
  const held = String((state[blockId]?.[actionId] as { value?: string } | undefined)?.value ?? '');
  const [text, setText] = useState(texts.get(key)?.text ?? held);
  useEffect(() => {
    if (!texts.has(key)) setText(held);
  }, [held, key, texts]);
  const change = (value: string): void => {
    setText(value);
    texts.set(key, { blockId, actionId, text: value });
  };
  const enter = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !dispatches || element.multiline === true) return;
    event.preventDefault();
    void run({ do: 'enter', aim: { surface, blockId, actionId }, text, typed: [...texts.values()] });
  };
  const shared = {
    id,
    value: text,
    placeholder: plain(String((element.placeholder as { text?: string } | undefined)?.text ?? '')),
    autoComplete: 'off',
    spellCheck: false,
    'aria-label': id ? undefined : label,
    'aria-describedby': about || undefined,
    'aria-invalid': isWrong,
    'aria-required': !isOptional,
  };
  return element.multiline === true ? (
    <textarea {...shared} rows={3} onChange={({ target }) => change(target.value)} />
  ) : (
    <input
      {...shared}
      type="text"
      inputMode={TYPES[element.type] === 'email' ? 'email' : undefined}
      onChange={({ target }) => change(target.value)}
      onKeyDown={enter}
    />
  );
}
