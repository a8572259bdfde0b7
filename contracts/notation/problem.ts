export interface Problem {
	status: number;
	title: { ko: string; en: string };
	/** Fields of the error's data that the response includes. */
	shows?: string[];
}

/** A problem that a caller may receive: HTTP status and title. Its code is the key under which it is declared. */
export const problem = (status: number, ko: string, en: string, shows?: string[]): Problem => ({
	status,
	title: { ko, en },
	...(shows ? { shows } : undefined),
});
