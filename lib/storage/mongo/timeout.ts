/** Rejects with `late` when there is no answer by then. What was asked for may still happen. */
export async function inTime<T>(answer: Promise<T>, within: number, late: () => Error): Promise<T> {
	const { promise, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(() => reject(late()), within);
	try {
		return await Promise.race([answer, promise]);
	} finally {
		clearTimeout(timer);
	}
}
