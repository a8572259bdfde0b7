import { BIN, find, freePort, type Place, type RunningServer, run, start } from "./server.ts";

const MODULE = "github.com/stripe/stripe-mock@v0.203.0";

export const available = (): Promise<string | undefined> => find("stripe-mock", BIN);

export async function install(): Promise<void> {
	const go = await find("go", "/usr/local/go/bin");
	if (!go) throw new Error("stripe-mock is built with Go, which this machine does not have: https://go.dev/dl, or put it on the PATH.");
	await run(go, ["install", MODULE], { env: { ...process.env, GOBIN: BIN } });
}

/** Stripe's own: it knows every request that Stripe takes, and remembers none. */
export async function startStripeMock({ port }: Place = {}): Promise<RunningServer> {
	const program = await available();
	if (!program) throw new Error("There is no stripe-mock on this machine.");
	const chosen = port ?? (await freePort());
	return start({ program, args: ["-http-addr", `127.0.0.1:${chosen}`], port: chosen }, `http://127.0.0.1:${chosen}`);
}
