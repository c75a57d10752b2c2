/** The register of targets: who can be billed into, and how one is made. Only `context.ts` reads it. */
import { autotaskTraits, createAutotask } from './autotask/index.ts';

export type { AutotaskOptions } from './autotask/index.ts';

export const targets = {
  autotask: { title: 'Autotask', traits: autotaskTraits, create: createAutotask },
} as const;
