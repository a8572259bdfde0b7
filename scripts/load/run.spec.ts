import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readOptions } from "./options.ts";
import { Progress } from "./progress.ts";
import type { Report } from "./report.ts";
import { run } from "./run.ts";

interface Reply {
	status: number;
	body?: object;
	headers?: Record<string, string>;
}

interface Stored {
	id: string;
	note: string;
	status: string;
	reads: number;
}

type Misbehaviour = (request: string, count: number) => Reply | "reset" | undefined;

const STORE = { id: "hongdae", open: true, autoAccept: true, autoBrew: true };
const MENU = { items: [{ productId: "tea", prepSeconds: 0, available: true }] };
const silent = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;

/** The part of Cortado that a load test uses. A test can make it misbehave. */
class FakeServer {
	readonly orders = new Map<string, Stored>();
	erased = 0;
	/** An order is ready after this many reads. */
	readyAfter = 1;
	misbehave: Misbehaviour = () => undefined;
	#counts = new Map<string, number>();
	#server: Server;

	constructor() {
		this.#server = createServer(async (request, response) => {
			const what = `${request.method} ${request.url!.replace(/ord_\w+/, ":id")}`;
			const count = (this.#counts.get(what) ?? 0) + 1;
			this.#counts.set(what, count);
			const fault = this.misbehave(what, count);
			if (fault === "reset") return void request.socket.destroy();
			const { body, headers, status } = fault ?? this.#answer(what, request.url!, await bodyOf(request));
			response.writeHead(status, headers).end(body && JSON.stringify(body));
		});
	}

	async load(...args: string[]): Promise<Report> {
		this.#server.listen(0, "127.0.0.1");
		await once(this.#server, "listening");
		const { port } = this.#server.address() as AddressInfo;
		const options = [
			"--url",
			`http://127.0.0.1:${port}`,
			"--clients",
			"2",
			"--seconds",
			"0.5",
			"--settle",
			"0.5",
			"--timeout",
			"10",
			...args,
		];
		return run(readOptions(options)!, new Progress(silent), () => undefined);
	}

	close(): void {
		this.#server.close();
	}

	add(id: string, note: string): Stored {
		const order = { id, note, status: "submitted", reads: 0 };
		this.orders.set(id, order);
		return order;
	}

	#answer(what: string, url: string, body: { note?: string; phone?: string }): Reply {
		const order = this.orders.get(/ord_\w+/.exec(url)?.[0] ?? "");
		if (/ :id|orders\/:id/.test(what) && !order) return { status: 404, body: { code: "not_found" } };
		switch (what.replace(/\?.*/, "")) {
			case "GET /v1/stores/hongdae":
				return { status: 200, body: STORE };
			case "GET /v1/stores/hongdae/menu":
				return { status: 200, body: MENU };
			case "POST /v1/sessions":
				return body.phone === "01000000005" ? { status: 401 } : { status: 201, body: { token: "token" } };
			case "POST /v1/codes":
				return { status: 200, body: { code: "123456" } };
			case "POST /v1/accounts":
				return { status: 201, body: {} };
			case "POST /v1/orders":
				return { status: 201, body: this.add(`ord_${this.orders.size}`, body.note!) };
			case "GET /v1/orders":
				return { status: 200, body: { items: [...this.orders.values()], nextCursor: null } };
			case "GET /v1/orders/:id":
				if (++order!.reads >= this.readyAfter) order!.status = "ready";
				return { status: 200, body: order! };
			case "DELETE /v1/me":
				this.erased++;
				return { status: 204 };
			default:
				return { status: 200, body: {} };
		}
	}
}

const bodyOf = async (request: IncomingMessage) => {
	let text = "";
	for await (const chunk of request.setEncoding("utf8")) text += chunk;
	return text ? JSON.parse(text) : {};
};

describe("a run", () => {
	let server: FakeServer;

	beforeEach(() => {
		server = new FakeServer();
	});

	afterEach(() => server.close());

	const outcomes = ({ unsuccessful }: Report) => unsuccessful.map(({ kind, outcome }) => `${kind}: ${outcome}`);

	it("passes if every order exists and ends, and erases its accounts", async () => {
		const report = await server.load();

		expect(report).toMatchObject({ passed: true, failed: 0, availability: 100, endsAtReady: true, unsuccessful: [] });
		expect(report.orders).toMatchObject({ acknowledged: server.orders.size, there: server.orders.size, missing: [] });
		expect(server.erased).toBe(2);
	});

	it("fails if an acknowledged order is missing, names it and keeps the accounts", async () => {
		let lost: string | undefined;
		server.misbehave = (what) => {
			if (what.startsWith("GET /v1/orders?") || lost || what !== "GET /v1/orders/:id") return undefined;
			lost = [...server.orders.keys()][0]!;
			server.orders.delete(lost);
			return undefined;
		};

		const report = await server.load();

		expect(report.passed).toBe(false);
		expect(report.orders.missing).toEqual([lost]);
		expect(server.erased).toBe(0);
	});

	it("fails if an order was placed twice", async () => {
		server.misbehave = (what, count) => {
			if (what === "POST /v1/orders" && count === 2) server.add("ord_twin", [...server.orders.values()][0]!.note);
			return undefined;
		};

		const report = await server.load();

		expect(report.orders.duplicates).toHaveLength(1);
		expect(report.passed).toBe(false);
	});

	it("fails if orders do not end, and lists them with their status", async () => {
		server.readyAfter = Number.POSITIVE_INFINITY;

		const report = await server.load();

		expect(report.orders.notEnded).toContain("ord_0 submitted");
		expect(report.passed).toBe(false);
	});

	it("fails if orders cannot be read back", async () => {
		server.misbehave = (what) => (what === "GET /v1/orders/:id" ? { status: 500, body: { code: "internal" } } : undefined);

		const report = await server.load();

		expect(report.orders.unread).toHaveLength(report.orders.acknowledged);
		expect(outcomes(report)).toEqual(["follow: 500 internal"]);
		expect(report.passed).toBe(false);
	});

	it("counts refusals separately, and retries after the requested delay", async () => {
		const busy = (status: number, code: string): Reply => ({ status, body: { code }, headers: { "retry-after": "0" } });
		server.misbehave = (what, count) => {
			if (what !== "POST /v1/orders") return undefined;
			if (count === 1) return busy(503, "overloaded");
			return count === 2 ? busy(429, "too_many_requests") : undefined;
		};

		const report = await server.load();

		expect(report).toMatchObject({ failed: 1, refused: { 429: 1, 503: 1 }, passed: true });
		expect(outcomes(report)).toEqual(["place: 503 overloaded", "place: 429 too_many_requests"]);
		expect(report.availability).toBeLessThan(100);
		expect(report.orders.unanswered).toBe(0);
	});

	it("reports a connection reset, and places the order again", async () => {
		server.misbehave = (what, count) => (what === "POST /v1/orders" && count === 1 ? "reset" : undefined);

		const report = await server.load("--at-least", "100");

		expect(outcomes(report)).toEqual(["place: connection reset"]);
		expect(report.orders.acknowledged).toBe(report.orders.there);
		expect(report.passed).toBe(false);
	});

	it("counts orders whose placing was never answered", async () => {
		server.misbehave = (what, count) => {
			if (what !== "POST /v1/orders") return undefined;
			if (count === 1) return { status: 201, body: server.add("ord_first", "another order") };
			return { status: 500 };
		};

		const report = await server.load("--clients", "1");

		expect(report.orders).toMatchObject({ acknowledged: 1, unanswered: 1 });
	});
});
