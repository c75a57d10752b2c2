/** How this Slack behaves where its documentation leaves a choice, or where rehearsals are quicker without. */
export type SlackSwitches = {
  /**
   * A `client_msg_id` that was already posted in the channel returns the first message. Slack does not document the
   * argument for apps; false ignores it.
   */
  idempotentPosts: boolean;
  /** Slack's tiers: 429 when a token calls a method too often, and one post a second in a channel. */
  rateLimits: boolean;
  /** New tokens of `oauth.v2.access` live this many seconds and come with a refresh token; null: they do not expire. */
  tokenLifeSeconds: number | null;
  /** The workspace lets files be uploaded, up to so many bytes. */
  fileUploads: boolean;
  mostFileBytes: number;
  /** The app's Messages tab is on: without it nobody can be written to directly. */
  messagesTab: boolean;
};

export const defaultSwitches = (): SlackSwitches => ({
  idempotentPosts: true,
  rateLimits: false,
  tokenLifeSeconds: null,
  fileUploads: true,
  mostFileBytes: 1_073_741_824,
  messagesTab: true,
});
