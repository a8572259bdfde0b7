import { cp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type StreamAPI } from "nats";
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
	/** Three servers replicate each message, so nothing is lost and nothing is repaired. */
	isReplicated?: true;
}

const STREAM = "cortado-events";
const LIMIT_BYTES = 4_096;

const natsOf = ({ backings }: Fleet) => backings.get("nats")!;
const dirOf = ({ dir }: Fleet): string => join(dir, "nats");
const asideOf = ({ dir }: Fleet): string => join(dir, "nats-before");

async function withStreams<Result>(url: string, use: (streams: StreamAPI) => Promise<Result>): Promise<Result> {
	const connection = await connect({ servers: url.split(",") });
	try {
		return await use((await connection.jetstreamManager()).streams);
	} finally {
		await connection.close();
	}
}

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

/** The server that leads the stream, which all others copy from. */
const one: Loss = {
	method: "kill -9 of the leading one of three NATS servers; its files are put back as they were when the load began",
	isReplicated: true,
	prepare: power.prepare!,
	async happen(fleet) {
		const { cluster } = fleet.backings.get("natsCluster")!;
		const { leader } = (await withStreams(cluster!.url, (streams) => streams.info(STREAM))).cluster!;
		const { dir, kill, name, start } = cluster!.member(leader!);
		await kill();
		await rm(dir, { recursive: true });
		await rename(join(asideOf(fleet), name), dir);
		await start();
	},
};

const stream: Loss = {
	method: "the stream is deleted while nodes publish to it",
	happen: (fleet) => withStreams(natsOf(fleet).url, async (streams) => void (await streams.delete(STREAM))),
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

export const LOSSES = { one, power, stream, full } satisfies Record<string, Loss>;
export type LossName = keyof typeof LOSSES;
