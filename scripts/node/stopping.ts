/** The terminal, npm and scripts/run.mjs each forward one Ctrl-C. A signal after this time is a second Ctrl-C. */
const REPEAT_WINDOW_MS = 500;
/** Longer than the longest drain (42 s) and shorter than orchestrators wait, so that a node that hangs ends with an error. */
export const STOP_WITHIN = 45_000;

/** Stops at the first signal, then exits. A second signal exits at once. */
export function stopOnSignal(stop: () => Promise<void>, within = STOP_WITHIN): void {
	let signalledAt: number | undefined;

	const onSignal = (signal: string) => {
		if (signalledAt !== undefined) {
			if (performance.now() - signalledAt > REPEAT_WINDOW_MS) process.exit(1);
			return;
		}
		signalledAt = performance.now();
		process.stderr.write(`${signal}: finishing work in progress. Press Ctrl-C again to exit immediately.\n`);
		setTimeout(() => {
			process.stderr.write(`Could not finish within ${within / 1000} s; exiting.\n`);
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
		// The output streams are closed. Ignore their errors and drain as usual.
		for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
		onSignal("The parent process is gone");
	});
}
