import { newId, newToken } from '../ids.ts';

/** The app as its developer registered it. */
export type App = {
  appId: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  /** App-level, for Socket Mode; scope `connections:write`. */
  appToken: string;
};

export const newApp = (): App => ({
  appId: newId('A'),
  clientId: `${newId('')}.${newId('')}`,
  clientSecret: newToken('client'),
  signingSecret: newToken('signing'),
  appToken: newToken('xapp'),
});

export type Consent = {
  teamId: string;
  /** Who installs; null: the team's first member that is no bot. */
  userId: string | null;
  /** For every team of the team's organisation. */
  orgWide: boolean;
  /** The person presses Cancel. */
  refuse: boolean;
};
