import { config } from "../../lib/config.ts";
import { newId } from "../../lib/ids.ts";
import type { ActorDocument, Documents } from "../../lib/store/documents.ts";

export interface Session {
	accountId: string;
	/** When its token expires. */
	until: number;
	/** Before its time, by its owner. */
	ended: boolean;
}

export const SESSIONS = { name: "account_sessions", indexes: { account: ["accountId"], ended: ["ended"] } };

const HOUR = 3_600_000;
const BATCH = 200;

const write = (jti: string, version: number, state: Session): ActorDocument<Session> => ({
	_id: jti,
	version,
	state,
	seen: {},
	outbox: [],
});

/** Who is signed in until when. Tokens speak for themselves; kept is what has to be known to end them early. */
export class Sessions {
	#documents: Documents<Session>;
	#announce: (jti: string, until: number) => Promise<unknown>;
	#sweeping: NodeJS.Timeout | undefined;

	constructor(documents: Documents<Session>, announce: (jti: string, until: number) => Promise<unknown>) {
		this.#documents = documents;
		this.#announce = announce;
	}

	async start(): Promise<void> {
		await this.#sweep();
		this.#sweeping = setInterval(() => void this.#sweep().catch(() => undefined), HOUR).unref();
	}

	stop(): void {
		clearInterval(this.#sweeping);
	}

	async open(accountId: string): Promise<{ jti: string; until: number }> {
		const jti = newId("ses");
		const until = Date.now() + config.sessionHours * HOUR;
		await this.#documents.create(write(jti, 1, { accountId, until, ended: false }));
		return { jti, until };
	}

	async end(jti: string, accountId: string, until: number): Promise<void> {
		const { version } = (await this.#documents.load(jti)) ?? { version: 0 };
		const ended = write(jti, version + 1, { accountId, until, ended: true });
		await (version === 0 ? this.#documents.create(ended) : this.#documents.replace(ended, version));
		await this.#announce(jti, until);
	}

	async endAll(accountId: string, except?: string): Promise<void> {
		for await (const { _id, state } of this.#each({ accountId })) if (_id !== except) await this.end(_id, accountId, state.until);
	}

	/** Says again what has ended, to those that were not there to hear it. */
	async announceEnded(): Promise<void> {
		for await (const { _id, state } of this.#each({ ended: true })) if (state.until > Date.now()) await this.#announce(_id, state.until);
	}

	async *#each(where: Partial<Session>): AsyncGenerator<ActorDocument<Session>> {
		let after = "";
		for (;;) {
			const batch = await this.#documents.page({ where, after, limit: BATCH });
			yield* batch;
			if (batch.length < BATCH) return;
			after = batch.at(-1)!._id;
		}
	}

	/** Removes what has expired: the oldest, for ids sort by time. */
	async #sweep(): Promise<void> {
		for await (const { _id, state, version } of this.#each({})) {
			if (state.until > Date.now()) return;
			await this.#documents.remove(_id, version);
		}
	}
}
