import { describe, expect, test } from 'vitest';
import { connectionsScreen } from '../../../../src/slack/ui/pages/connections.ts';
import { peopleScreen } from '../../../../src/slack/ui/pages/people.ts';
import { buttonsOf, fits, seen } from '../shown.ts';
import { HOSTILE, LONG } from '../stage.ts';

const at = new Date('2026-10-03T01:00:00Z');
const connected = {
  kind: 'autotask',
  hint: 'mple',
  home: 'https://ww1.autotask.net/',
  checkedAt: at,
} as const;

describe('connections', () => {
  test('stand as cards, each with how it stands and what can be done', () => {
    const shown = connectionsScreen([{ ...connected, state: 'connected', problem: null }]);
    expect(seen(shown)).toContain('PRISM\nNot connected');
    expect(seen(shown)).toMatch(/Autotask\n.*Connected\nLast check .* credentials end in mple · zone https/);
    expect(buttonsOf(shown)).toEqual(['Connect', 'Edit', 'Test', 'Disconnect', 'Connect']);
  });

  test.each([...HOSTILE, LONG])('that need attention say why, safely: %j', problem => {
    const shown = connectionsScreen([{ ...connected, state: 'needs-attention', problem, home: problem }]);
    fits(shown);
    expect(seen(shown)).toContain('Needs attention');
  });
});

describe('people', () => {
  test('stand by role; groups too', () => {
    const named = { namedBy: 'U0BOSS', namedAt: at };
    const shown = peopleScreen(
      [
        { ...named, kind: 'user', id: 'U0CLERK', role: 'operator' },
        { ...named, kind: 'group', id: 'S0TEAM', role: 'viewer' },
      ],
      { page: 'people' },
    );
    expect(seen(shown)).toContain('Slack’s owners and admins, until one is named.');
    expect(seen(shown)).toContain('@U0CLERK · named by @U0BOSS');
    expect(buttonsOf(shown)).toEqual(['Remove', 'Remove', 'Name people…']);
  });

  test.each([0, 1, 50, 5_000])('fit at %i', count => {
    const people = Array.from({ length: count }, (_, n) => ({
      ...{ kind: 'user' as const, id: `U${String(n).padStart(8, '0')}`, role: 'viewer' as const },
      ...{ namedBy: 'U0BOSS', namedAt: at },
    }));
    fits(peopleScreen(people, { page: 'people' }));
  });
});
