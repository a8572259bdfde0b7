export interface Problem {
	status: number;
	title: { ko: string; en: string };
	/** Data of the refusal that the answer shows as well. */
	shows?: string[];
}

/** A refusal that a caller may get: HTTP status and title. Its code is the key under which it is declared. */
export const problem = (status: number, ko: string, en: string, shows?: string[]): Problem => ({
	status,
	title: { ko, en },
	...(shows ? { shows } : undefined),
});
