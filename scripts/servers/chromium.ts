import { find, run } from "./server.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
/** The second is for whoever looks at screenshots: without it Korean is a row of boxes. */
const PACKAGES = ["chromium", "fonts-noto-cjk"];

/** The one that CHROMIUM names, or one of this machine. */
export async function available(): Promise<string | undefined> {
	const { CHROMIUM } = process.env;
	for (const name of CHROMIUM ? [CHROMIUM] : NAMES) {
		const program = await find(name, "");
		if (program) return program;
	}
	return undefined;
}

export async function install(): Promise<void> {
	const apt = await find("apt-get");
	if (!apt || process.getuid?.() !== 0)
		throw new Error("Chromium is installed with apt-get by root; else name one with CHROMIUM, or put chromium on the PATH.");
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	await run(apt, ["install", "-y", "--no-install-recommends", ...PACKAGES], { env, maxBuffer: 64 * 1024 * 1024 });
}
