/** What can be pressed, chosen or typed into. */
import { useState } from 'react';
import { type Option, optionsOf } from '../../person/controls.ts';
import { plain, Text } from './mrkdwn.tsx';
import { type Choice, Select } from './select.tsx';
import { useSurface, useSurroundings } from './surroundings.ts';
import { TextField } from './text-field.tsx';

export type ElementJson = Record<string, unknown> & { type: string; action_id: string };

export type ElementProps = {
  blockId: string;
  element: ElementJson;
  /** Of the field, or the text the element stands beside. */
  label: string;
  id?: string;
  /** Ids of what else is said of it. */
  about?: string;
  isWrong?: boolean;
  isOptional?: boolean;
  dispatches?: boolean;
};

export function Element(props: ElementProps) {
  switch (props.element.type) {
    case 'button':
    case 'workflow_button':
      return <Button {...props} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextField {...props} />;
    case 'radio_buttons':
    case 'checkboxes':
      return <Boxes {...props} />;
    case 'timepicker':
    case 'datepicker':
      return <Picker {...props} />;
    case 'image':
      return <img src={String(props.element.image_url)} alt={String(props.element.alt_text)} />;
    default:
      return <Menu {...props} />;
  }
}

const textOf = (value: unknown): string =>
  plain(String((value as { text?: string } | undefined)?.text ?? ''));

function Button({ blockId, element }: ElementProps) {
  const { id: surface, texts, run } = useSurface();
  const { confirm } = useSurroundings();
  const [isBusy, setBusy] = useState(false);
  const label = textOf(element.text);
  const press = async (): Promise<void> => {
    if (isBusy) return;
    const asked = element.confirm as Record<string, { text: string } | undefined> | undefined;
    const agreed =
      asked === undefined ||
      (await confirm({
        title: textOf(asked.title),
        text: textOf(asked.text),
        confirm: textOf(asked.confirm) || 'Yes',
        deny: textOf(asked.deny) || 'Cancel',
        danger: element.style === 'danger',
      }));
    if (!agreed) return;
    setBusy(true);
    const aim = { surface, blockId, actionId: element.action_id };
    await run({ do: 'press', aim, typed: [...texts.values()] });
    setBusy(false);
  };
  const style = `button ${String(element.style ?? '')}`;
  if (typeof element.url === 'string')
    return (
      <a className={style} href={element.url} target="_blank" rel="noreferrer" onClick={() => void press()}>
        {label}
      </a>
    );
  return (
    <button type="button" className={style} aria-busy={isBusy} onClick={() => void press()}>
      {label}
    </button>
  );
}

function Boxes({ blockId, element, label, id }: ElementProps) {
  const { id: surface, state, texts, run } = useSurface();
  const held = state[blockId]?.[element.action_id] as
    | { selected_option?: Option | null; selected_options?: Option[] }
    | undefined;
  const chosen = held?.selected_options ?? (held?.selected_option ? [held.selected_option] : []);
  /** What was just chosen and is on its way. */
  const [coming, setComing] = useState<{ value: string; on: boolean } | null>(null);
  const isRadio = element.type === 'radio_buttons';
  const isOn = ({ value }: Option): boolean => {
    if (coming && (isRadio || coming.value === value)) return coming.value === value && coming.on;
    return chosen.some(one => one.value === value);
  };
  const choose = async (option: Option, on: boolean): Promise<void> => {
    setComing({ value: option.value, on });
    const aim = { surface, blockId, actionId: element.action_id };
    await run({ do: 'choose', aim, choice: option.text.text, query: '', typed: [...texts.values()] });
    setComing(null);
  };
  const name = `${surface}-${blockId}-${element.action_id}`;
  return (
    <div className="boxes" {...(id ? {} : { role: 'group', 'aria-label': label })}>
      {optionsOf(element).map(option => (
        <label key={option.value}>
          <input
            type={isRadio ? 'radio' : 'checkbox'}
            name={name}
            checked={isOn(option)}
            onChange={({ target }) => void choose(option, target.checked)}
          />
          <span>
            <Text of={option.text} />
            {'description' in option && (
              <span className="hint">
                <Text of={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}

function Picker({ blockId, element, label, id, about, isWrong }: ElementProps) {
  const { id: surface, state, texts, run } = useSurface();
  const held = state[blockId]?.[element.action_id] as Record<string, string | null> | undefined;
  const [text, setText] = useState<string | null>(null);
  return (
    <input
      id={id}
      type={element.type === 'timepicker' ? 'time' : 'date'}
      value={text ?? held?.selected_time ?? held?.selected_date ?? ''}
      aria-label={id ? undefined : label}
      aria-describedby={about || undefined}
      aria-invalid={isWrong}
      onChange={({ target: { value } }) => {
        setText(value);
        if (value === '') return;
        const aim = { surface, blockId, actionId: element.action_id };
        void run({ do: 'choose', aim, choice: value, query: '', typed: [...texts.values()] });
      }}
    />
  );
}

/** All selects: what Slack offers of itself, what the block brings, what the app is asked for. */
function Menu({ blockId, element, label, id, about, isWrong, isOptional = false }: ElementProps) {
  const { id: surface, state, texts, run } = useSurface();
  const { screen, act } = useSurroundings();
  const aim = { surface, blockId, actionId: element.action_id };
  const held = (state[blockId]?.[element.action_id] ?? {}) as Record<string, unknown>;
  const { type } = element;
  const isAsked = type.endsWith('external_select');
  const load = async (text: string): Promise<Choice[]> => {
    if (isAsked) return (await act({ do: 'offer', aim, text })).map(choiceOf);
    return within(text, ownChoices());
  };
  const ownChoices = (): Choice[] => {
    if (/channels_select|conversations_select/.test(type))
      return screen.channels
        .filter(({ kind }) => kind !== 'direct')
        .map(({ name }) => ({ text: name, shown: `#${name}` }));
    if (type.endsWith('users_select')) return screen.people.map(text => ({ text, shown: text }));
    const groups = (element.option_groups ?? []) as { label: unknown; options: Option[] }[];
    if (groups.length > 0)
      return groups.flatMap(group =>
        group.options.map(one => ({ ...choiceOf(one), group: textOf(group.label) })),
      );
    return optionsOf(element).map(choiceOf);
  };
  const chosen = chosenIn(held, screen.names);
  return (
    <Select
      id={id}
      label={label || textOf(element.placeholder) || 'Choose'}
      about={about}
      isWrong={isWrong}
      placeholder={textOf(element.placeholder) || (type === 'overflow' ? '…' : 'Choose an option')}
      least={isAsked ? Number(element.min_query_length ?? 3) : 0}
      isAsked={isAsked}
      chosen={chosen}
      isMulti={type.startsWith('multi_')}
      load={load}
      onChoose={(choice, query) =>
        run({ do: 'choose', aim, choice: choice.text, query, typed: [...texts.values()] })
      }
      onClear={
        isOptional && chosen.length > 0 && !type.startsWith('multi_')
          ? () => run({ do: 'clear', aim, typed: [...texts.values()] })
          : undefined
      }
    />
  );
}

const choiceOf = (option: Option & { description?: { text: string } }): Choice => ({
  text: option.text.text,
  shown: textOf(option.text),
  ...(option.description ? { about: textOf(option.description) } : {}),
});

const within = (text: string, choices: readonly Choice[]): Choice[] =>
  choices.filter(({ shown }) => shown.toLowerCase().includes(text.toLowerCase()));

/** As they are called when they are chosen once more. */
function chosenIn(held: Record<string, unknown>, names: Record<string, string>): Choice[] {
  return Object.entries(held)
    .filter(([name, value]) => name.startsWith('selected_') && value !== null)
    .flatMap(([, value]) => [value].flat())
    .map(one => {
      if (typeof one === 'object') return choiceOf(one as Option);
      const shown = names[String(one)] ?? String(one);
      return { text: shown.replace(/^[@#]/, ''), shown };
    });
}
