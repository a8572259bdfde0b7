import { checkPort } from "../node/starting.ts";

const FIRST = 10_000;
const COUNT = 20_000;

const isFree = (port: number): Promise<boolean> =>
	checkPort({ host: "127.0.0.1", port }).then(
		() => true,
		() => false,
	);

/** Below the ephemeral port range, so that the port stays free while its listener restarts. */
export async function steadyPort(): Promise<number> {
	for (;;) {
		const port = FIRST + Math.floor(Math.random() * COUNT);
		if (await isFree(port)) return port;
	}
}
