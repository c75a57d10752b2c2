/** What buttons about plans carry, and what is said when they come too late. */
import { z } from 'zod';
import { StaleError } from '../../../errors.ts';
import { getPlan, type PlanHead } from '../../../store/plans.ts';
import { actions, button, section } from '../../ui/parts/blocks.ts';
import { mention } from '../../ui/parts/mention.ts';
import { type Screen, serialize } from '../../ui/parts/pages.ts';
import { instant, name } from '../../ui/parts/text.ts';
import type { Visit } from '../../visit.ts';

const one = z.tuple([z.uuid(), z.string().regex(/^[0-9a-f]{64}$/)]);
const all = z.string().regex(/^run:\d{1,9}$/);

/** @throws StaleError when the button is none of ours */
export function readPlanValue(value: string): { run: number } | { planId: string; checksum: string } {
  if (all.safeParse(value).success) return { run: Number(value.slice(4)) };
  const read = one.safeParse(value.split('|'));
  if (!read.success) throw new StaleError('This button is of an older version.');
  const [planId, checksum] = read.data;
  return { planId, checksum };
}

const SAYS: Record<PlanHead['state'], string> = {
  proposed: 'still waits for a decision',
  shadow: 'is of a customer in shadow mode: it is never written',
  preview: 'is a preview: it is never written. Sync the customer to get a plan that can be approved',
  approved: 'was approved',
  rejected: 'was rejected',
  expired: 'expired before anybody approved it. Sync again for a new one',
  replaced: 'was replaced by a newer one',
  applying: 'was approved and is being written',
  applied: 'was approved and is written',
  undone: 'was written and taken back since',
};

/** Nothing can be decided about these; a new sync makes one that can. */
const OVER: ReadonlySet<PlanHead['state']> = new Set(['preview', 'expired', 'replaced', 'rejected']);

/** Says that somebody else's decision, or time, came first. */
export async function overtaken(
  { context: { db }, workspaceId }: Pick<Visit, 'context' | 'workspaceId'>,
  { id, state, decidedBy, decidedAt, reason, runNumber }: PlanHead,
): Promise<Screen> {
  const by =
    decidedBy === null
      ? ''
      : decidedBy === 'policy'
        ? ' by the approval policy'
        : ` by ${mention(decidedBy)}`;
  const when = decidedAt === null || decidedBy === null ? '' : ` ${instant(decidedAt)}`;
  const why = reason === null ? '' : `: “${name(reason, 300)}”`;
  const { plan } = await getPlan(db, workspaceId, id);
  const again =
    plan.kind === 'agreement'
      ? { kind: 'customers', tenantIds: plan.tenants.slice(0, 20).map(tenant => tenant.id) }
      : { kind: 'products' };
  return {
    title: 'Plan',
    text: `This plan ${SAYS[state]}.`,
    blocks: [
      section(`:information_source: This plan ${SAYS[state]}${by}${when}${why}.`),
      ...actions([
        ...(OVER.has(state) ? [button('Sync', 'sync', JSON.stringify(again))] : []),
        button('View details', 'open-page', serialize({ page: 'run', run: runNumber })),
      ]),
    ],
  };
}
