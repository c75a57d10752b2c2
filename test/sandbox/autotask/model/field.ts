/** One field of an entity, as Autotask's field information describes it, and short ways to write one down. */
import type { EntityName } from '../records.ts';

export type FieldType = 'integer' | 'long' | 'double' | 'boolean' | 'string' | 'date' | 'instant';

export type Field = {
  name: string;
  type: FieldType;
  length: number;
  required: boolean;
  /** `create`: settable once; field information calls it read-only all the same. */
  access: 'write' | 'create' | 'read';
  picklist: readonly (readonly [value: number, label: string])[] | null;
  /** The entity whose id this is, where the sandbox has it. */
  reference: EntityName | null;
  /** Blank on read and ignored on write without the right to see costs. */
  isCost: boolean;
  isQueryable: boolean;
};

export const field =
  (type: FieldType) =>
  (name: string, given: Partial<Field> = {}): Field => ({
    name,
    type,
    length: 0,
    required: false,
    access: 'write',
    picklist: null,
    reference: null,
    isCost: false,
    isQueryable: true,
    ...given,
  });

export const integer = field('integer');
export const long = field('long');
export const double = field('double');
export const flag = field('boolean');
export const date = field('date');
export const instant = field('instant');
export const text = (name: string, length: number, given: Partial<Field> = {}): Field =>
  field('string')(name, { length, ...given });

export const READ = { access: 'read' } as const;
export const CREATE = { access: 'create' } as const;
export const REQUIRED = { required: true } as const;
export const COST = { isCost: true } as const;
export const id = long('id', { ...READ, ...REQUIRED });
