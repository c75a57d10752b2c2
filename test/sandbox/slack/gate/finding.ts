/** A payload that Slack would refuse, or that breaks a rule of ours; kept so that a test can ask for none. */
export type Finding = {
  /** The method, `response_url`, `options` or `ack`. */
  from: string;
  problems: string[];
  payload: unknown;
};
