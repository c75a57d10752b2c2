import { planChecksum } from '../../plan/plan.ts';
import type { Database } from '../../store/database.ts';
import { listLetThrough, listUnprovenWrites, type UnprovenWrite } from '../../store/evidence.ts';
import { getPlan } from '../../store/plans.ts';
import { type ChainVerdict, verifyChain } from './verify-chain.ts';

/** Something that does not fit together: what it is about, and what is wrong. */
export type Finding = { id: string; says: string };

export type Verdict = {
  head: ChainVerdict['head'];
  /** Plans that were let through, each looked at. */
  plans: number;
  findings: Finding[];
};

/**
 * Whether what a workspace says of itself is as it was written: the audit a chain, each plan that was let through as its
 * checksum has it, each change that was made of a plan whose approval stands in the audit.
 */
export async function verify(db: Database, workspaceId: string): Promise<Verdict> {
  const { head, breaks } = await verifyChain(db, workspaceId);
  const plans = await listLetThrough(db, workspaceId);
  const findings: Finding[] = breaks.map(({ id, says }) => ({ id: `audit ${id}`, says }));
  for (const { id } of plans) {
    const { plan, checksum, runNumber } = await getPlan(db, workspaceId, id);
    if (checksum !== plan.checksum || checksum !== planChecksum(plan))
      findings.push({
        id: `plan ${id}`,
        says: `the plan of run ${runNumber} is not the one its checksum is of`,
      });
  }
  for (const write of await listUnprovenWrites(db, workspaceId)) findings.push(unproven(write));
  return { head, plans: plans.length, findings };
}

const unproven = ({ runNumber, planId, changeKey, what }: UnprovenWrite): Finding => ({
  id: `write ${changeKey}`,
  says: `of run ${runNumber}: ${
    what === 'no-decision'
      ? `nobody let plan ${planId} through`
      : `the audit has no entry of who approved plan ${planId}`
  }`,
});
