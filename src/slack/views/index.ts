import type { ViewId } from '../ids.ts';
import type { ViewEntry } from '../visit.ts';
import { chooseAgreement } from './connections/choose-agreement.ts';
import { connectAutotask } from './connections/connect-autotask.ts';
import { connectConnectwise } from './connections/connect-connectwise.ts';
import { connectPrism } from './connections/connect-prism.ts';
import { mapProduct } from './held/map-product.ts';
import { excludeCustomer } from './mapping/exclude-customer.ts';
import { linkCustomer } from './mapping/link-customer.ts';
import { resumeCustomer } from './mapping/resume-customer.ts';
import { page } from './pages/page.ts';
import { namePerson } from './people/name-person.ts';
import { rejectPlan } from './plans/reject-plan.ts';
import { programSettings } from './settings/program-settings.ts';

/** Every modal that is submitted, and who may submit it. */
export const views: Record<ViewId, ViewEntry> = {
  page,
  'connect-prism': connectPrism,
  'connect-autotask': connectAutotask,
  'connect-connectwise': connectConnectwise,
  'choose-agreement': chooseAgreement,
  'program-settings': programSettings,
  'link-customer': linkCustomer,
  'exclude-customer': excludeCustomer,
  'resume-customer': resumeCustomer,
  'map-product': mapProduct,
  'reject-plan': rejectPlan,
  'name-person': namePerson,
};
