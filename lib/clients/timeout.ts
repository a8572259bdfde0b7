/** Rejects with `timeoutError` if the promise does not settle in time. The operation itself may still take effect. */
export async function withTimeout<T>(operation: Promise<T>, milliseconds: number, timeoutError: () => Error): Promise<T> {
	const { promise, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(() => reject(timeoutError()), milliseconds);
	try {
		return await Promise.race([operation, promise]);
	} finally {
		clearTimeout(timer);
	}
}
