import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { BIN, find, run } from "./server.ts";

export const available = (): Promise<string | undefined> => find("promtool", BIN);

/** Extracts promtool from Debian's package without installing the server. */
export async function install(): Promise<void> {
	const [apt, dpkg] = await Promise.all([find("apt-get"), find("dpkg-deb")]);
	if (!apt || !dpkg)
		throw new Error("promtool comes from Debian's prometheus package and needs apt-get and dpkg-deb. Otherwise put promtool on the PATH.");
	await mkdir(BIN, { recursive: true });
	const folder = await mkdtemp(join(BIN, "../prometheus-"));
	try {
		await run(apt, ["download", "prometheus"], { cwd: folder });
		const [archive] = await readdir(folder);
		await run(dpkg, ["-x", archive!, "."], { cwd: folder });
		await rename(join(folder, "usr/bin/promtool"), join(BIN, "promtool"));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
