import type { Decision } from '../decision.ts';
import type { CustomerLine } from '../invoice/drafts.ts';
import { markOfLine } from './charge-mark.ts';
import { type ChargeContext, type PlacedCharge, placeCharge } from './place-charge.ts';

/** A charge of one invoice line that becomes no agreement line. @param decision the last one about it */
export const chargeLine = (
  { tenantId, line }: CustomerLine,
  decision: Decision | null,
  context: ChargeContext,
): PlacedCharge =>
  placeCharge(
    {
      ...{ mark: markOfLine(line.key), tenantId, productKey: null, lines: [line.key] },
      ...{ label: line.offerName, description: line.description },
      days: { from: line.from, to: line.to },
      ...{ cost: line.cost, price: line.price },
    },
    decision,
    context,
  );
