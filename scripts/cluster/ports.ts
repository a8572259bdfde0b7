import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CannotStart, checkFolder, checkPort } from "../node/starting.ts";
import { freePort, type Place } from "../servers/server.ts";

const fileOf = (dataDir: string, server: string): string => join(dataDir, `${server}.port`);

/** Undefined before the first start on this data folder. */
export function rememberedPort(dataDir: string, server: string): number | undefined {
	try {
		return Number(readFileSync(fileOf(dataDir, server), "utf8"));
	} catch {
		return undefined;
	}
}

/** The port is stored with the data, so that a second server on the same data fails because its port is in use. */
export async function placeOf(server: string, dataDir: string): Promise<Place> {
	checkFolder(dataDir);
	const port = rememberedPort(dataDir, server) ?? (await freePort());
	await checkPort({ host: "127.0.0.1", port }).catch(() => {
		const file = fileOf(dataDir, server);
		throw new CannotStart(
			`A cluster is already running on ${dataDir} (${server} on port ${port}). If another program uses this port, delete ${file}.`,
		);
	});
	writeFileSync(fileOf(dataDir, server), String(port));
	return { port, dir: join(dataDir, server) };
}
