import { decideOnPlan } from '../../../sync/decide.ts';
import { overtaken, readPlanValue } from '../../actions/plans/plan-value.ts';
import { PAGE_VIEW } from '../../ids.ts';
import { modal } from '../../ui/parts/blocks.ts';
import type { ViewEntry } from '../../visit.ts';

/** Rejects the plan with a reason, unless somebody decided before. */
export const rejectPlan: ViewEntry = {
  who: 'operator',
  submit: async ({ context, workspaceId, userId, place }) => {
    const reason = place.values.reason?.reason?.value?.trim();
    if (!reason) return { kind: 'errors', errors: { reason: 'Say why, for whoever reads it later.' } };
    const about = readPlanValue(place.metadata);
    if ('run' in about) return { kind: 'close' };
    const { won, plan } = await decideOnPlan(context, {
      workspaceId,
      ...about,
      decision: 'rejected',
      by: userId,
      reason,
    });
    if (won) return { kind: 'close' };
    const { title, blocks } = await overtaken({ context, workspaceId }, plan);
    return { kind: 'show', view: modal(PAGE_VIEW, title, blocks) };
  },
};
