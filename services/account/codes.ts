import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import type { CodePurpose } from "../../contracts/account.ts";
import { config } from "../../lib/config/config.ts";
import type { Table } from "../../lib/storage/table.ts";
import { TooManyCodes, WrongCode } from "./account.errors.ts";

/** The last code that was sent to a phone for one purpose. Neither phone nor code is stored in clear. */
export interface SentCode {
	hash: string;
	expiresAt: number;
	triesLeft: number;
	/** The attempt that used the code. */
	usedBy: string | null;
	/** When codes were sent within the last hour. */
	sentAt: number[];
}

export const CODES = { name: "account_codes" };

const HOUR = 3_600_000;
const MINUTE = 60_000;
const MAX_TRIES = 5;
const BATCH = 200;

const digest = (text: string): Buffer => createHmac("sha256", config.secret).update(`code ${text}`).digest();
const idOf = (purpose: CodePurpose, phone: string): string => digest(`${purpose} ${phone}`).toString("base64url");
const hashOf = (id: string, code: string): Buffer => digest(`${id} ${code}`);

/** One-time codes that prove who holds a phone. Each is valid for one purpose, a few minutes, five tries and one use. */
export class Codes {
	#table: Table<SentCode>;
	#sweeping: NodeJS.Timeout | undefined;

	constructor(table: Table<SentCode>) {
		this.#table = table;
	}

	start(): void {
		this.#sweeping = setInterval(() => void this.#sweep().catch(() => undefined), HOUR).unref();
	}

	stop(): void {
		clearInterval(this.#sweeping);
	}

	/** Replaces the previous code. Throws TooManyCodes above the hourly limit. */
	async issue(purpose: CodePurpose, phone: string): Promise<{ code: string; expiresAt: number }> {
		const id = idOf(purpose, phone);
		const code = String(randomInt(1e6)).padStart(6, "0");
		const now = Date.now();
		const expiresAt = now + config.codeMinutes * MINUTE;
		const hash = hashOf(id, code).toString("base64url");
		await this.#table.update(id, (sent) => {
			const sentAt = recent(sent, now);
			if (sentAt.length >= config.codesPerPhone) throw new TooManyCodes(Math.ceil((sentAt[0]! + HOUR - now) / 1000));
			return { hash, expiresAt, triesLeft: MAX_TRIES, usedBy: null, sentAt: [...sentAt, now] };
		});
		return { code, expiresAt };
	}

	/** Uses a code. The same attempt may repeat it; throws WrongCode for any other. */
	async use(purpose: CodePurpose, phone: string, code: string, attempt: string): Promise<void> {
		const id = idOf(purpose, phone);
		const hash = hashOf(id, code);
		let isRight = false;
		let triesLeft = 0;
		await this.#table.update(id, (sent) => {
			isRight = false;
			triesLeft = 0;
			if (!sent || sent.triesLeft === 0 || sent.expiresAt <= Date.now() || (sent.usedBy ?? attempt) !== attempt) return undefined;
			isRight = timingSafeEqual(hash, Buffer.from(sent.hash, "base64url"));
			triesLeft = sent.triesLeft - 1;
			return isRight ? { ...sent, usedBy: attempt } : { ...sent, triesLeft };
		});
		if (!isRight) throw new WrongCode(triesLeft);
	}

	async #sweep(): Promise<void> {
		let after = "";
		for (;;) {
			const rows = await this.#table.scan({ after, limit: BATCH });
			for (const { id } of rows)
				await this.#table.remove(id, (sent) => sent.expiresAt <= Date.now() && recent(sent, Date.now()).length === 0);
			if (rows.length < BATCH) return;
			after = rows.at(-1)!.id;
		}
	}
}

const recent = (sent: SentCode | undefined, now: number): number[] => sent?.sentAt.filter((at) => at > now - HOUR) ?? [];
