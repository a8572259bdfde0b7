import { cp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "nats";
import { startNats } from "../../servers/nats.ts";
import type { Fleet } from "../fleet.ts";

/** Loses messages that NATS has acknowledged, or makes it refuse them. */
export interface Loss {
	method: string;
	/** Prepares it at the start of the load. */
	prepare?(fleet: Fleet): Promise<void>;
	happen(fleet: Fleet): Promise<void>;
	/** Ends what goes on, before the repair. */
	end?(fleet: Fleet): Promise<void>;
}

const STREAM = "cortado-events";
const LIMIT_BYTES = 4_096;

const natsOf = ({ backings }: Fleet) => backings.get("nats")!;
const dirOf = ({ dir }: Fleet): string => join(dir, "nats");
const asideOf = ({ dir }: Fleet): string => join(dir, "nats-before");

/** As if nothing had been synced since `prepare`: the server comes back with its files of that time. */
const power: Loss = {
	method: "kill -9 of all NATS servers; their files are put back as they were when the load began",
	prepare: (fleet) => cp(dirOf(fleet), asideOf(fleet), { recursive: true }),
	async happen(fleet) {
		await natsOf(fleet).takeDown();
		await rm(dirOf(fleet), { recursive: true });
		await rename(asideOf(fleet), dirOf(fleet));
		await natsOf(fleet).bringBack();
	},
};

const stream: Loss = {
	method: "the stream is deleted while nodes publish to it",
	async happen(fleet) {
		const connection = await connect({ servers: natsOf(fleet).url });
		await (await connection.jetstreamManager()).streams.delete(STREAM);
		await connection.close();
	},
};

let limited: Awaited<ReturnType<typeof startNats>> | undefined;

const full: Loss = {
	method: "NATS may not store any more, and is given space again",
	async happen(fleet) {
		const { url } = natsOf(fleet);
		const config = join(fleet.dir, "full.conf");
		await writeFile(config, `jetstream { max_file_store: ${LIMIT_BYTES} }\n`);
		await natsOf(fleet).takeDown();
		limited = await startNats({ port: Number(new URL(url).port), dir: dirOf(fleet) }, ["--config", config]);
	},
	async end(fleet) {
		await limited?.kill();
		await natsOf(fleet).bringBack();
	},
};

export const LOSSES = { power, stream, full };
export type LossName = keyof typeof LOSSES;
