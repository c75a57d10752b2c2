import type { PageName, PageState, Screen } from '../ui/parts/pages.ts';
import type { Visit, Who } from '../visit.ts';
import { audit } from './audit.ts';
import { connections } from './connections.ts';
import { held } from './held.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { map } from './map.ts';
import { people } from './people.ts';
import { plan } from './plan.ts';
import { preview } from './preview.ts';
import { prices } from './prices.ts';
import { products } from './products.ts';
import { run } from './run.ts';
import { status } from './status.ts';

/** What people look at: read from our own tables when it is asked for, and again when a page is turned. */
export type PageEntry = {
  who: Who;
  /** While it is being read; at most 24 characters. */
  title: string;
  /** Fits a message and a modal. */
  render(visit: Visit, state: PageState): Promise<Screen>;
};

export const pages: Record<PageName, PageEntry> = {
  help,
  connections,
  map,
  preview,
  products,
  plan,
  status,
  history,
  run,
  held,
  prices,
  people,
  audit,
};
