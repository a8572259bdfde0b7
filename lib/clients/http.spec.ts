import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { isSuccess, send } from "./http.ts";

describe("a request to a provider", () => {
	let server: Server;
	let respond: RequestListener;
	let address: string;

	beforeAll(async () => {
		server = createServer((request, response) => respond(request, response));
		await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
		address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
	});
	afterAll(() => void server.close());

	const sendRequest = (options = {}) => send(address, { signal: AbortSignal.timeout(2_000), ...options });

	it("resolves with the response, whatever its status", async () => {
		respond = (request, response) => {
			request.setEncoding("utf8").on("data", (body) => response.writeHead(422).end(`${request.method} ${body}`));
		};

		const reply = await sendRequest({ method: "POST", body: "안녕" });

		expect(reply).toEqual({ status: 422, text: "POST 안녕" });
		expect(isSuccess(reply)).toBe(false);
	});

	it.each([
		["br", brotliCompressSync("{}")],
		["gzip", gzipSync("{}")],
	])("rejects compressed responses (%s)", async (encoding, body) => {
		respond = (_, response) => void response.writeHead(200, { "content-encoding": encoding }).end(body);

		await expect(sendRequest()).rejects.toThrow(`compressed (${encoding})`);
	});

	it("follows no redirects", async () => {
		const visited: (string | undefined)[] = [];
		respond = ({ url }, response) => {
			visited.push(url);
			response.writeHead(302, { location: "/elsewhere" }).end();
		};

		expect(await sendRequest()).toMatchObject({ status: 302 });
		expect(visited).toEqual(["/keys"]);
	});

	it("limits the size and duration of a response", async () => {
		respond = (_, response) => {
			const flood = () => {
				while (!response.destroyed && response.write("x".repeat(65_536)));
			};
			response.on("drain", flood);
			flood();
		};
		await expect(sendRequest()).rejects.toThrow("larger than");

		respond = (_, response) => void response.write("{");
		await expect(sendRequest({ signal: AbortSignal.timeout(100) })).rejects.toThrow();
	});

	it("reports why the connection failed", async () => {
		await expect(send("http://127.0.0.1:1/", { signal: AbortSignal.timeout(2_000) })).rejects.toThrow("ECONNREFUSED");
	});
});
