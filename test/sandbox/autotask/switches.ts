/** How this Autotask behaves where the public record leaves a choice. All may be changed while it runs. */
export type AutotaskSwitches = {
  /** A change inside a period: the row is cut and the rest carries the new total, or a row of the difference is laid over it. */
  midPeriod: 'total' | 'delta';
  /**
   * A second adjustment of one line on a date that already has one. `refuse-inside-period` still takes a second one on
   * the first day of a period.
   */
  secondOnDate: 'merge' | 'refuse' | 'refuse-inside-period';
  /** Days of the contract before a line's first adjustment: rows of zero units, or no rows. */
  beforeFirst: 'zero-rows' | 'no-rows';
  /** When a line's `unitPrice` and `unitCost` show a change that is dated later than today. */
  linePrices: 'at-once' | 'from-effective-date';
  negativeUnits: 'refuse' | 'allow';
  /** Adjusting a contract whose status is inactive. */
  inactiveContracts: 'allow' | 'refuse';
  duplicateNames: 'accept' | 'refuse';
  /** Contract charges of less than nothing. */
  negativeCharges: 'accept' | 'refuse';
  /** `GET /{Entity}/{id}` of an id that is not there. */
  missingItem: 'not-found' | 'null-item';
  /** The discovery host, asked for anything but the zone. */
  wrongZone: 'not-found' | 'unauthorized' | 'redirect';
  /** Wrong secrets until the user is locked. */
  lockAfter: number;
  /** Requests under way at once for one integration code and one endpoint. */
  threads: number;
  /** What `/Contracts/{id}/Services` counts as. */
  childThreads: 'parent' | 'child';
  /** Real milliseconds a thread stays taken after its answer was sent. */
  threadLagMs: number;
  retryAfter: string | null;
  /** Requests of all users together in sixty minutes of the clock. */
  hourlyRequests: number;
  /** Status of every answer above that number; the record has none, so this one is invented. */
  overQuotaStatus: number;
  /** Real milliseconds slept for each millisecond of the latency that a quota half used brings; 0 only records it. */
  latencyScale: number;
};

export const defaultSwitches = (): AutotaskSwitches => ({
  midPeriod: 'total',
  secondOnDate: 'merge',
  beforeFirst: 'zero-rows',
  linePrices: 'at-once',
  negativeUnits: 'refuse',
  inactiveContracts: 'allow',
  duplicateNames: 'accept',
  negativeCharges: 'accept',
  missingItem: 'not-found',
  wrongZone: 'not-found',
  lockAfter: 5,
  threads: 3,
  childThreads: 'parent',
  threadLagMs: 0,
  retryAfter: null,
  hourlyRequests: 10_000,
  overQuotaStatus: 429,
  latencyScale: 0,
});
