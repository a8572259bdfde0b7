/** Something that must never be. */
export interface Problem {
	/** The broken rule; the same rule has the same text in every run. */
	rule: string;
	/** The order that shows it, if one does. */
	orderId?: string | undefined;
	found: string;
}
