const REPORT_EVERY_MS = 15 * 60_000;
const MAX_SESSIONS = 10_000;

/** Reports the use of a session, at most once in 15 minutes. */
export const sightings = (report: (jti: string, at: number) => void): ((jti: string) => void) => {
	const reportedAt = new Map<string, number>();
	return (jti) => {
		const now = Date.now();
		if (now - (reportedAt.get(jti) ?? 0) < REPORT_EVERY_MS) return;
		if (reportedAt.size >= MAX_SESSIONS) reportedAt.delete(reportedAt.keys().next().value!);
		reportedAt.delete(jti);
		reportedAt.set(jti, now);
		report(jti, now);
	};
};
