import { AsyncLocalStorage } from "node:async_hooks";

/** What every log line says about the work it belongs to. */
export interface LogContext {
	requestId?: string | undefined;
	orderId?: string | undefined;
}

const storage = new AsyncLocalStorage<LogContext>();

export const withContext = <Result>(context: LogContext, work: () => Result): Result =>
	storage.run({ ...storage.getStore(), ...context }, work);

export const currentContext = (): LogContext => storage.getStore() ?? {};
