import type { ActionId } from '../ids.ts';
import type { ActionEntry } from '../visit.ts';
import { chooseCredentials } from './connections/choose-credentials.ts';
import { connect } from './connections/connect.ts';
import { disconnect } from './connections/disconnect.ts';
import { testConnection } from './connections/test-connection.ts';
import { adoptAll } from './held/adopt-all.ts';
import { billInvoice } from './held/bill-invoice.ts';
import { decide } from './held/decide.ts';
import { mapProduct } from './held/map-product.ts';
import { chooseCompany } from './mapping/choose-company.ts';
import { chooseContract } from './mapping/choose-contract.ts';
import { clearMapping } from './mapping/clear-mapping.ts';
import { editMapping } from './mapping/edit-mapping.ts';
import { excludeCustomer } from './mapping/exclude-customer.ts';
import { includeCustomer } from './mapping/include-customer.ts';
import { refreshNames } from './mapping/refresh-names.ts';
import { saveAndSync } from './mapping/save-and-sync.ts';
import { takeSuggestion } from './mapping/take-suggestion.ts';
import { filterPage } from './pages/filter-page.ts';
import { openPage } from './pages/open-page.ts';
import { turnPage } from './pages/turn-page.ts';
import { namePerson } from './people/name-person.ts';
import { removePerson } from './people/remove-person.ts';
import { approvePlan } from './plans/approve-plan.ts';
import { rejectPlan } from './plans/reject-plan.ts';
import { acknowledge } from './runs/acknowledge.ts';
import { checkNow } from './runs/check-now.ts';
import { pause } from './runs/pause.ts';
import { previewCustomer } from './runs/preview-customer.ts';
import { resume } from './runs/resume.ts';
import { retryFailed } from './runs/retry-failed.ts';
import { sync } from './runs/sync.ts';
import { undoRun } from './runs/undo-run.ts';
import { openSettings } from './settings/open-settings.ts';
import { previewProducts } from './settings/preview-products.ts';

/** Every button, and who may press it. */
export const actions: Record<ActionId, ActionEntry> = {
  'open-page': openPage,
  'turn-page': turnPage,
  'filter-page': filterPage,
  connect,
  'test-connection': testConnection,
  disconnect,
  'choose-credentials': chooseCredentials,
  'open-settings': openSettings,
  'preview-products': previewProducts,
  'edit-mapping': editMapping,
  'choose-company': chooseCompany,
  'choose-contract': chooseContract,
  'take-suggestion': takeSuggestion,
  'save-and-sync': saveAndSync,
  'clear-mapping': clearMapping,
  'exclude-customer': excludeCustomer,
  'include-customer': includeCustomer,
  'refresh-names': refreshNames,
  'approve-plan': approvePlan,
  'reject-plan': rejectPlan,
  'retry-failed': retryFailed,
  acknowledge,
  'undo-run': undoRun,
  sync,
  'preview-customer': previewCustomer,
  'check-now': checkNow,
  pause,
  resume,
  decide,
  'map-product': mapProduct,
  'adopt-all': adoptAll,
  'bill-invoice': billInvoice,
  'name-person': namePerson,
  'remove-person': removePerson,
};
