import { config } from "../../lib/config/config.ts";
import { newId } from "../../lib/domain/ids.ts";
import type { Row, Table } from "../../lib/storage/table.ts";

export interface Session {
	accountId: string;
	/** When the token expires. */
	until: number;
	/** Ended by its owner before the token expires. */
	ended: boolean;
}

export const SESSIONS = { name: "account_sessions", indexes: { account: ["accountId"], ended: ["ended"] } };

const HOUR = 3_600_000;
const BATCH = 200;

/** Sessions by token id. Tokens are verified without them; they exist so that a token can be ended early. */
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

	/** Announces the ended sessions again, for gateways that missed the event. */
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

	/** Removes expired sessions. Ids sort by time, so it stops at the first that is still valid. */
	async #sweep(): Promise<void> {
		for await (const { id, value } of this.#each({})) {
			if (value.until > Date.now()) return;
			await this.#table.remove(id);
		}
	}
}
