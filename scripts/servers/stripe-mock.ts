import { BIN, find, freePort, type Place, type RunningServer, run, start } from "./server.ts";

const MODULE = "github.com/stripe/stripe-mock@v0.203.0";

export const available = (): Promise<string | undefined> => find("stripe-mock", BIN);

export async function install(): Promise<void> {
	const go = await find("go", "/usr/local/go/bin");
	if (!go) throw new Error("stripe-mock is built with Go. Install Go (https://go.dev/dl), or put stripe-mock on the PATH.");
	await run(go, ["install", MODULE], { env: { ...process.env, GOBIN: BIN } });
}

/** Stripe's own mock server. It validates every request and keeps no state. */
export async function startStripeMock({ port }: Place = {}): Promise<RunningServer> {
	const program = await available();
	if (!program) throw new Error("stripe-mock is not installed.");
	const chosen = port ?? (await freePort());
	// Without an address of its own, HTTPS takes port 12112, which may be in use.
	const args = ["-http-addr", `127.0.0.1:${chosen}`, "-https-addr", "127.0.0.1:0"];
	return start({ program, args, port: chosen }, `http://127.0.0.1:${chosen}`);
}
