import { writeFile } from "node:fs/promises";
import type { Session } from "./load/customers/session.ts";
import { CannotRun, HELP, readOptions } from "./load/options.ts";
import { Progress } from "./load/progress.ts";
import { reportText } from "./load/report.ts";
import { run } from "./load/run.ts";

/** One Ctrl-C may arrive twice: from the terminal and forwarded by the parent process. */
const SAME_SIGNAL_MS = 300;

const interruptOnSignal = (session: Session): void => {
	let count = 0;
	let last = 0;
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.on(signal, () => {
			if (performance.now() - last < SAME_SIGNAL_MS) return;
			last = performance.now();
			if (++count > 2) process.exit(130);
			session.interrupt();
		});
};

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2), process.env);
	if (!options) {
		console.log(HELP);
		return 0;
	}
	const report = await run(options, new Progress(process.stderr), interruptOnSignal);
	console.log(reportText(report));
	if (options.json) await writeFile(options.json, `${JSON.stringify(report, undefined, "\t")}\n`);
	return report.passed ? 0 : 1;
}

process.exitCode = await main().catch((error: Error) => {
	console.error(error instanceof CannotRun ? error.message : error);
	return 2;
});
