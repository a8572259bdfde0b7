import { config } from "../../lib/config/config.ts";
import { newId } from "../../lib/domain/ids.ts";
import type { Row, Table } from "../../lib/storage/table.ts";

export interface Session {
	accountId: string;
	/** When the token expires. */
	until: number;
	/** Ended before the token expires. */
	ended: boolean;
	/** These three are absent in sessions that an older version opened. */
	createdAt?: number;
	/** Coarse: updated at most every ten minutes. */
	lastSeenAt?: number;
	device?: string | null;
}

export const SESSIONS = { name: "account_sessions", indexes: { account: ["accountId"], ended: ["ended"] } };

const HOUR = 3_600_000;
const BATCH = 200;
const MAX_LISTED = 100;
const SEEN_EVERY_MS = 10 * 60_000;

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

	async open(accountId: string, device: string | null = null): Promise<{ jti: string; until: number }> {
		const jti = newId("ses");
		const now = Date.now();
		const until = now + config.sessionHours * HOUR;
		await this.#table.insert(jti, { accountId, until, ended: false, createdAt: now, lastSeenAt: now, device });
		return { jti, until };
	}

	async end(jti: string, accountId: string, until: number): Promise<void> {
		await this.#table.update(jti, (session) => ({ ...session, accountId, until, ended: true }));
		await this.#announce(jti, until);
	}

	/** The newest sessions of an account that are in force. */
	async listOf(accountId: string): Promise<Row<Session>[]> {
		const rows = await this.#table.scan({ where: { accountId }, order: "descending", limit: MAX_LISTED });
		return rows.filter(({ value }) => !value.ended && value.until > Date.now());
	}

	/** Ends one of the account's own sessions; false if it has no such session. */
	async endOwn(jti: string, accountId: string): Promise<boolean> {
		const session = await this.#table.get(jti);
		if (session?.accountId !== accountId) return false;
		await this.end(jti, accountId, session.until);
		return true;
	}

	/** Most reports change nothing, so the row is read before it is written. */
	async recordSeen(jti: string, at: number): Promise<void> {
		const isRecent = (session: Session | undefined): boolean => !session || session.ended || at - (session.lastSeenAt ?? 0) < SEEN_EVERY_MS;
		await this.#table.update(jti, (session) => (isRecent(session) ? undefined : { ...session!, lastSeenAt: at }));
	}

	async endAll(accountId: string, except?: string): Promise<void> {
		for await (const { id, value } of this.#each({ accountId })) if (id !== except) await this.end(id, accountId, value.until);
	}

	/** Announces the ended sessions again, for gateways that missed the event. */
	async announceEnded(): Promise<void> {
		for await (const { id, value } of this.#each({ ended: true })) if (value.until > Date.now()) await this.#announce(id, value.until);
	}

	async *#each(where: Partial<Pick<Session, "accountId" | "ended">>): AsyncGenerator<Row<Session>> {
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
