/** The blocks of a surface. */
import type { ReactNode } from 'react';
import type { Block } from '../screen-state.ts';
import { Element, type ElementJson } from './element.tsx';
import { Text } from './mrkdwn.tsx';
import { useSurface } from './surroundings.ts';

type Json = Record<string, unknown>;

export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, at) => (
        // A block keeps its place when a message is updated, and so does the focus in it; a field is its own.
        <div key={block.type === 'input' ? block.block_id : at} className={`block ${block.type}`}>
          <OneBlock block={block} />
        </div>
      ))}
    </div>
  );
}

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value : []);

function OneBlock({ block }: { block: Block }): ReactNode {
  switch (block.type) {
    case 'header':
      return (
        <h3>
          <Text of={block.text} />
        </h3>
      );
    case 'section':
      return <Section block={block} />;
    case 'context':
      return listOf(block.elements).map((element, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place is all it has
        <span key={at}>
          <Text of={element} />
        </span>
      ));
    case 'divider':
      return <hr />;
    case 'actions':
      return listOf(block.elements).map(element => (
        <Element
          key={String(element.action_id)}
          blockId={block.block_id}
          element={element as ElementJson}
          label=""
        />
      ));
    case 'input':
      return <Input block={block} />;
    case 'image':
      return <img src={String(block.image_url)} alt={String(block.alt_text)} />;
    default:
      return <p className="unknown">A block of kind “{block.type}”, which this page does not draw.</p>;
  }
}

function Section({ block }: { block: Block }) {
  const { text } = (block.text ?? {}) as { text?: string };
  return (
    <>
      <div className="words">
        <Text of={block.text} />
        {block.fields !== undefined && (
          <div className="fields">
            {listOf(block.fields).map((field, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place is all it has
              <div key={at}>
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory !== undefined && (
        <Element blockId={block.block_id} element={block.accessory as ElementJson} label={text ?? ''} />
      )}
    </>
  );
}

const GROUPED = new Set(['radio_buttons', 'checkboxes']);

function Input({ block }: { block: Block }) {
  const { errors } = useSurface();
  const element = block.element as ElementJson;
  const id = `${block.block_id}-${element.action_id}`;
  const error = errors[block.block_id];
  const label = (
    <>
      <Text of={block.label} />
      {block.optional === true && <span className="optional"> (optional)</span>}
    </>
  );
  const { text } = block.label as { text: string };
  const about = [error ? `${id}-error` : '', block.hint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  const control = (
    <Element
      blockId={block.block_id}
      element={element}
      label={text}
      id={id}
      about={about}
      isWrong={error !== undefined}
      isOptional={block.optional === true}
      dispatches={block.dispatch_action === true}
    />
  );
  return (
    <>
      {GROUPED.has(element.type) ? (
        <fieldset aria-describedby={about || undefined}>
          <legend className="label">{label}</legend>
          {control}
        </fieldset>
      ) : (
        <>
          <label className="label" htmlFor={id}>
            {label}
          </label>
          {control}
        </>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="error" role="alert">
          <span aria-hidden="true">⚠ </span>
          {error}
        </p>
      )}
      {block.hint !== undefined && (
        <p id={`${id}-hint`} className="hint">
          <Text of={block.hint} />
        </p>
      )}
    </>
  );
}
