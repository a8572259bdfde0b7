import { config } from "../../lib/config/config.ts";
import { newId } from "../../lib/domain/ids.ts";
import type { Row, Table } from "../../lib/storage/table.ts";

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

/** Who is signed in until when. Tokens speak for themselves; kept is what has to be known to end them early. */
export class Sessions {
	#table: Table<Session>;
	#announce: (jti: string, until: number) => Promise<unknown>;
	#sweeping: NodeJS.Timeout | undefined;

	constructor(table: Table<Session>, announce: (jti: string, until: number) => Promise<unknown>) {
		this.#table = table;
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
		await this.#table.insert(jti, { accountId, until, ended: false });
		return { jti, until };
	}

	async end(jti: string, accountId: string, until: number): Promise<void> {
		await this.#table.update(jti, () => ({ accountId, until, ended: true }));
		await this.#announce(jti, until);
	}

	async endAll(accountId: string, except?: string): Promise<void> {
		for await (const { id, value } of this.#each({ accountId })) if (id !== except) await this.end(id, accountId, value.until);
	}

	/** Says again what has ended, to those that were not there to hear it. */
	async announceEnded(): Promise<void> {
		for await (const { id, value } of this.#each({ ended: true })) if (value.until > Date.now()) await this.#announce(id, value.until);
	}

	async *#each(where: Partial<Session>): AsyncGenerator<Row<Session>> {
		let after = "";
		for (;;) {
			const batch = await this.#table.scan({ where, after, limit: BATCH });
			yield* batch;
			if (batch.length < BATCH) return;
			after = batch.at(-1)!.id;
		}
	}

	/** Removes what has expired: the oldest, for ids sort by time. */
	async #sweep(): Promise<void> {
		for await (const { id, value } of this.#each({})) {
			if (value.until > Date.now()) return;
			await this.#table.remove(id);
		}
	}
}
