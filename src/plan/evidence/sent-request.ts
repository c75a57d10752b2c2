/** What went out to a target: the method, its path there, and the body as it was; nothing of what identifies us. */
export type SentRequest = { method: string; path: string; body: string | null };
