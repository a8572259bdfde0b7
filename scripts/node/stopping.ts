/** The terminal, npm and scripts/run.mjs each pass the same Ctrl-C on; this much later it is a second one. In milliseconds. */
const ONE_KEYSTROKE = 500;
/** Longer than a node drains (42 s at the most), shorter than orchestrators wait: one that hangs must not live on unseen. */
export const STOP_WITHIN = 45_000;

/** Stops once at the first signal and ends the process; whoever asks again does not want to wait. */
export function stopOnSignal(stop: () => Promise<void>, within = STOP_WITHIN): void {
	let askedAt: number | undefined;

	const onSignal = (signal: string) => {
		if (askedAt !== undefined) {
			if (performance.now() - askedAt > ONE_KEYSTROKE) process.exit(1);
			return;
		}
		askedAt = performance.now();
		process.stderr.write(`${signal}: finishing what is under way; once more to end at once.\n`);
		setTimeout(() => {
			process.stderr.write(`Not finished within ${within / 1000} s: ending without it.\n`);
			process.exit(1);
		}, within).unref();
		stop().then(
			() => process.exit(0),
			(error) => {
				console.error(error);
				process.exit(1);
			},
		);
	};
	process.on("SIGINT", onSignal);
	process.on("SIGTERM", onSignal);
	process.on("disconnect", () => {
		// Nobody reads what this process says any more; it finishes nevertheless.
		for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
		onSignal("The parent process is gone");
	});
}
