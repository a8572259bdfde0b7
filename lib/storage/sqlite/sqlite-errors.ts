import { StoreUnavailable } from "../actor-store.ts";
import { failures } from "../storage.metrics.ts";

/** SQLite's primary result codes for errors of a statement: error, too big, constraint, mismatch, range. */
const STATEMENT_ERRORS = new Set([1, 18, 19, 20, 25]);

interface SqliteError extends Error {
	code?: string;
	errcode?: number;
}

/** Whether the file, the disk or a lock failed, or the connection is closed. */
export const storageFailure = (error: unknown): boolean => {
	const { code, errcode = 0 } = error as SqliteError;
	return code === "ERR_INVALID_STATE" || (code === "ERR_SQLITE_ERROR" && !STATEMENT_ERRORS.has(errcode & 0xff));
};

export const unavailable = (path: string, cause: unknown): StoreUnavailable => {
	failures.inc({ store: "sqlite" });
	return new StoreUnavailable(`The SQLite file ${path} is unavailable: ${(cause as Error).message}.`, { cause });
};
