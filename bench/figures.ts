import { arch, cpus, loadavg, totalmem } from "node:os";
import { quantile } from "./client.ts";

export const machine = (): string =>
	`${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${arch()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`;

/** min / median / max */
export const spread = (numbers: number[], digits = 1): string =>
	[Math.min(...numbers), quantile(numbers, 0.5), Math.max(...numbers)].map((number) => number.toFixed(digits)).join(" / ");

export const printRows = (rows: [string, string][]): void => {
	for (const [name, figures] of rows) console.log(`${name.padEnd(56)} ${figures}`);
};
