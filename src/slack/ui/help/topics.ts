import { PROOF } from './proof.ts';
import { REFERENCE } from './reference.ts';
import { SET_UP } from './set-up.ts';
import type { Topic } from './topic.ts';
import { WORKING } from './working.ts';

/** What help tells about, in the order in which it is listed. */
export const TOPICS: Record<string, Topic> = { ...SET_UP, ...WORKING, ...PROOF, ...REFERENCE };
