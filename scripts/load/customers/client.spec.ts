import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { type Certificates, makeCertificates, available as opensslAvailable } from "../../../test/support/certificates.ts";
import { needs } from "../../../test/support/needs.ts";
import { Client, errorKind, retryAfterOf } from "./client.ts";

const open: Server[] = [];
const clients: Client[] = [];

const listening = async (server: Server): Promise<number> => {
	open.push(server.listen(0, "127.0.0.1"));
	await once(server, "listening");
	return (server.address() as AddressInfo).port;
};

const clientOf = (address: string, options: { insecure?: boolean; timeoutMs?: number } = {}): Client => {
	const client = new Client(new URL(address), { timeoutMs: 10_000, ...options });
	clients.push(client);
	return client;
};

const answering = async (handle: RequestListener, path = "", options: { timeoutMs?: number } = {}): Promise<Client> =>
	clientOf(`http://127.0.0.1:${await listening(createServer(handle))}${path}`, options);

afterEach(() => {
	for (const client of clients.splice(0)) client.close();
	for (const server of open.splice(0)) server.close();
});

describe("an answer", () => {
	it("has a status, problem code, Retry-After and rate-limit policy", async () => {
		const client = await answering((_, response) => {
			response.writeHead(503, { "retry-after": "2", "ratelimit-policy": '"requests";q=100;w=2' }).end('{"code":"overloaded"}');
		});

		expect(await client.send("GET", "/")).toMatchObject({
			status: 503,
			code: "overloaded",
			error: "",
			retryAfter: 2_000,
			policy: '"requests";q=100;w=2',
		});
	});

	it("may not be JSON, for example a proxy's", async () => {
		const client = await answering((_, response) => void response.writeHead(502).end("<html>Bad gateway</html>"));

		expect(await client.send("GET", "/")).toMatchObject({ status: 502, code: "", body: undefined });
	});

	it("may be a redirect, which is not followed", async () => {
		const client = await answering((_, response) => void response.writeHead(308, { location: "https://shop.example/" }).end());

		expect(await client.send("GET", "/")).toMatchObject({ status: 308, location: "https://shop.example/" });
	});
});

it("a request has a token, key and body, and a path below the base address", async () => {
	const received: unknown[] = [];
	const client = await answering((request, response) => {
		const { authorization, "idempotency-key": key } = request.headers;
		request.setEncoding("utf8").on("data", (body) => received.push(request.method, request.url, authorization, key, body));
		request.on("end", () => response.end());
	}, "/shop/");

	await client.send("POST", "/v1/orders", { token: "secret", key: "k1", body: { quantity: 1 } });

	expect(received).toEqual(["POST", "/shop/v1/orders", "Bearer secret", "k1", '{"quantity":1}']);
});

describe("without an answer, the error is named", () => {
	it("if nothing listens on the port", async () => {
		const server = createServer();
		const port = await listening(server);
		await new Promise((resolve) => server.close(resolve));

		expect(await clientOf(`http://127.0.0.1:${port}`).send("GET", "/")).toMatchObject({ status: 0, error: "connection refused" });
	});

	it("if the connection breaks before the answer", async () => {
		const client = await answering((request) => void request.socket.destroy());

		expect(await client.send("GET", "/")).toMatchObject({ status: 0, error: "connection reset" });
	});

	it("if the connection breaks within the answer", async () => {
		const client = await answering((request, response) => {
			response.writeHead(200, { "content-length": 100 }).write("{", () => request.socket.destroy());
		});

		expect(await client.send("GET", "/")).toMatchObject({ status: 0, error: "connection reset" });
	});

	it.each([
		["headers", () => undefined],
		[
			"body",
			(_: unknown, response: Parameters<RequestListener>[1]) => void response.writeHead(200, { "content-length": 2 }).flushHeaders(),
		],
	])("if the %s takes too long", async (_, handle) => {
		const client = await answering(handle, "", { timeoutMs: 50 });

		expect(await client.send("GET", "/")).toMatchObject({ status: 0, error: "timeout" });
	});

	it.each([
		[{ code: "ENOTFOUND" }, "host not found"],
		[{ code: "ETIMEDOUT" }, "connect timeout"],
		[{ code: "EPIPE" }, "connection reset"],
		[{ code: "HPE_INVALID_CONSTANT" }, "HPE_INVALID_CONSTANT"],
		[{ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "certificate: DEPTH_ZERO_SELF_SIGNED_CERT"],
		[{ message: "strange" }, "strange"],
	])("for %j as %s", (error, kind) => {
		expect(errorKind(error as Error)).toBe(kind);
	});
});

needs(await opensslAvailable(), "openssl")("over TLS with an untrusted certificate", () => {
	let certificates: Certificates;

	beforeAll(async () => {
		certificates = await makeCertificates();
	});

	afterAll(() => certificates?.remove());

	const address = async (): Promise<string> => {
		const { cert, key } = certificates;
		const server = createSecureServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_, response) => response.end());
		return `https://127.0.0.1:${await listening(server)}`;
	};

	it("a request fails", async () => {
		const answer = await clientOf(await address()).send("GET", "/");

		expect(answer.status).toBe(0);
		expect(answer.error).toMatch(/^certificate: /);
	});

	it("a request succeeds with --insecure", async () => {
		expect(await clientOf(await address(), { insecure: true }).send("GET", "/")).toMatchObject({ status: 200 });
	});
});

it.each([
	["2", 2_000],
	["0", 0],
	[undefined, undefined],
	["soon", undefined],
	["Thu, 01 Jan 1970 00:00:10 GMT", 6_000],
	["Thu, 01 Jan 1970 00:00:01 GMT", 0],
])("Retry-After %s means %s ms", (text, ms) => {
	expect(retryAfterOf(text, 4_000)).toBe(ms);
});
