/** Preloaded into a measured server: counts the rows that SQLite writes and the commits, and sends the counts to the parent process on request. */
import { DatabaseSync, type SQLInputValue, type StatementResultingChanges, StatementSync } from "node:sqlite";

export interface Writes {
	rows: number;
	commits: number;
}

const writes: Writes = { rows: 0, commits: 0 };
const { exec } = DatabaseSync.prototype;
const { run } = StatementSync.prototype;

StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
	const result = (run as (...values: SQLInputValue[]) => StatementResultingChanges).apply(this, values);
	writes.rows += Number(result.changes);
	return result;
} as typeof run;
DatabaseSync.prototype.exec = function (sql: string) {
	if (sql === "COMMIT") writes.commits++;
	return exec.call(this, sql);
};

process.on("message", () => process.send?.(writes));
process.channel?.unref();
