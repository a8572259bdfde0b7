import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { ask, isGood } from "./http.ts";

describe("asking a provider", () => {
	let server: Server;
	let answer: RequestListener;
	let address: string;

	beforeAll(async () => {
		server = createServer((request, response) => answer(request, response));
		await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
		address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
	});
	afterAll(() => void server.close());

	const asked = (question = {}) => ask(address, { signal: AbortSignal.timeout(2_000), ...question });

	it("gets its word, whatever its status", async () => {
		answer = (request, response) => {
			request.setEncoding("utf8").on("data", (body) => response.writeHead(422).end(`${request.method} ${body}`));
		};

		const reply = await asked({ method: "POST", body: "안녕" });

		expect(reply).toEqual({ status: 422, text: "POST 안녕" });
		expect(isGood(reply)).toBe(false);
	});

	it.each([
		["br", brotliCompressSync("{}")],
		["gzip", gzipSync("{}")],
	])("unpacks nothing (%s)", async (encoding, body) => {
		answer = (_, response) => void response.writeHead(200, { "content-encoding": encoding }).end(body);

		await expect(asked()).rejects.toThrow(`packed (${encoding})`);
	});

	it("goes nowhere else", async () => {
		const visited: (string | undefined)[] = [];
		answer = ({ url }, response) => {
			visited.push(url);
			response.writeHead(302, { location: "/elsewhere" }).end();
		};

		expect(await asked()).toMatchObject({ status: 302 });
		expect(visited).toEqual(["/keys"]);
	});

	it("has an end, in bytes and in time", async () => {
		answer = (_, response) => {
			const flood = () => {
				while (!response.destroyed && response.write("x".repeat(65_536)));
			};
			response.on("drain", flood);
			flood();
		};
		await expect(asked()).rejects.toThrow("larger than");

		answer = (_, response) => void response.write("{");
		await expect(asked({ signal: AbortSignal.timeout(100) })).rejects.toThrow();
	});

	it("says why nobody answers", async () => {
		await expect(ask("http://127.0.0.1:1/", { signal: AbortSignal.timeout(2_000) })).rejects.toThrow("ECONNREFUSED");
	});
});
