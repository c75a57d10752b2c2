import { getPlan } from '../../../store/plans.ts';
import { decideOnLine } from '../../../sync/decide.ts';
import { show } from '../../answers.ts';
import { readHeldAbout } from '../../page-state.ts';
import { actions, button, section } from '../../ui/parts/blocks.ts';
import { labelOf } from '../../ui/parts/choices.ts';
import type { ActionEntry } from '../../visit.ts';

/** Writes down what was chosen about something held; the next sync plans with it. */
export const decide: ActionEntry = {
  who: 'operator',
  run: async (visit, { value }) => {
    const { context, workspaceId, userId } = visit;
    const { plan: planId, product, choice, subject, month } = readHeldAbout(value);
    await decideOnLine(context, {
      workspaceId,
      planId,
      productKey: product,
      choice,
      by: userId,
      ...(subject === undefined ? {} : { subject }),
      ...(month === undefined ? {} : { month }),
    });
    const { plan } = await getPlan(context.db, workspaceId, planId);
    const sync =
      plan.kind === 'products'
        ? { kind: 'products' }
        : { kind: 'customers', tenantIds: plan.tenants.slice(0, 20).map(({ id }) => id) };
    await show(visit, {
      title: 'Decided',
      text: `Decided: ${labelOf(choice)}.`,
      blocks: [
        section(`:white_check_mark: *${labelOf(choice)}* is noted. It takes effect with the next sync.`),
        ...actions([button('Sync now', 'sync', JSON.stringify(sync), { style: 'primary' })]),
      ],
    });
  },
};
