import { AsyncLocalStorage } from "node:async_hooks";

/** Fields that are added to every log line of a unit of work. */
export interface LogContext {
	requestId?: string | undefined;
	orderId?: string | undefined;
}

const storage = new AsyncLocalStorage<LogContext>();

export const withContext = <Result>(context: LogContext, work: () => Result): Result =>
	storage.run({ ...storage.getStore(), ...context }, work);

export const currentContext = (): LogContext => storage.getStore() ?? {};
