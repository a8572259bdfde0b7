import { find, run } from "./server.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
/** Without the font, Korean text in screenshots is a row of boxes. */
const PACKAGES = ["chromium", "fonts-noto-cjk"];

/** The program named by CHROMIUM, or one from the PATH. */
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
		throw new Error("Installing Chromium needs apt-get and root. Otherwise set CHROMIUM, or put chromium on the PATH.");
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	await run(apt, ["install", "-y", "--no-install-recommends", ...PACKAGES], { env, maxBuffer: 64 * 1024 * 1024 });
}
