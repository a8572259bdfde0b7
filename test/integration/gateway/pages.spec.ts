import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { GatewayServer } from "../../support/nodes/gateway-server.ts";

const { brokerOptions } = await import("../../../moleculer.config.ts");

const SCRIPT = "console.log('Cortado');\n".repeat(50);
const FILES: Record<string, string> = {
	"index.html": `<!doctype html><title>Customer</title>${"<p>라떼</p>".repeat(50)}`,
	"store/index.html": `<!doctype html><title>Store</title>${"<p>주문</p>".repeat(50)}`,
	"icon.svg": "<svg/>",
	"assets/index-BVjYx_Cp.js": SCRIPT,
	"assets/TopBar-CvzIw5V7.css": "body { margin: 0 }\n".repeat(50),
};
const PAGES = [
	["/", "index.html", "text/html; charset=utf-8", "no-cache"],
	["/store/", "store/index.html", "text/html; charset=utf-8", "no-cache"],
	["/icon.svg", "icon.svg", "image/svg+xml", "no-cache"],
	["/assets/index-BVjYx_Cp.js", "assets/index-BVjYx_Cp.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
	["/assets/TopBar-CvzIw5V7.css", "assets/TopBar-CvzIw5V7.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"],
] as const;

let folder: string;
let server: GatewayServer;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "cortado-public-"));
	for (const name of ["assets", "store"]) mkdirSync(join(folder, name));
	for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
	server = await GatewayServer.start([], {}, folder);
	// All responses must come from memory.
	rmSync(folder, { recursive: true });
});
afterAll(() => server.stop());

interface RawResponse {
	status: number | undefined;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** Neither normalizes the path nor decompresses the body, as `fetch` would. */
const send = async (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<RawResponse> => {
	const sent = request({ host: "127.0.0.1", port: server.port, path, method, headers, agent: false }).end();
	const [response] = await once(sent, "response");
	return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
};

describe.each(PAGES)("%s", (path, file, type, cacheControl) => {
	it("is sent with its type, its cache control and the common headers", async () => {
		const { body, headers, status } = await send(path);

		expect([status, body.toString()]).toEqual([200, FILES[file]]);
		expect(headers).toMatchObject({
			"content-type": type,
			"cache-control": cacheControl,
			"content-length": String(body.length),
			etag: expect.stringMatching(/^"[\w-]{22}"$/),
			vary: "Origin, Accept-Language, Accept-Encoding",
			"x-content-type-options": "nosniff",
			"x-request-id": expect.any(String),
			"content-security-policy": expect.stringMatching(/^default-src 'self'; object-src 'none'/),
			ratelimit: expect.any(String),
		});
		expect(headers["content-encoding"]).toBeUndefined();
	});

	it.each<Record<string, string>>([{}, { "accept-encoding": "gzip" }])("is 304 if it is cached, for a request with %j", async (accept) => {
		const { headers } = await send(path, accept);

		const cached = await send(path, { ...accept, "if-none-match": `"other", W/${headers.etag}` });
		const other = await send(path, { ...accept, "if-none-match": '"other"' });

		expect([cached.status, cached.body.length]).toEqual([304, 0]);
		for (const name of ["etag", "cache-control", "vary"]) expect(cached.headers[name]).toBe(headers[name]);
		expect(other.status).toBe(200);
	});

	it("has the same headers for HEAD, without a body", async () => {
		const [complete, head] = [await send(path), await send(path, {}, "HEAD")];

		expect([head.status, head.body.length]).toEqual([200, 0]);
		for (const name of ["content-type", "content-length", "etag"]) expect(head.headers[name]).toBe(complete.headers[name]);
	});

	it.each(["POST", "PUT", "DELETE", "PATCH"])("refuses %s", async (method) => {
		const { body, headers, status } = await send(path, { "content-type": "application/json" }, method);

		expect([status, headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
		expect(JSON.parse(body.toString())).toMatchObject({ code: "method_not_allowed" });
	});
});

describe("a compressible file", () => {
	const path = "/assets/index-BVjYx_Cp.js";

	it.each(["gzip", "gzip, deflate, br", "br;q=1, GZIP;q=0.5", "*", "*;q=0.1, br"])(
		"is compressed for Accept-Encoding: %s",
		async (accepted) => {
			const { body, headers } = await send(path, { "accept-encoding": accepted });

			expect(headers).toMatchObject({ "content-encoding": "gzip", "content-length": String(body.length) });
			expect(gunzipSync(body).toString()).toBe(SCRIPT);
			expect(body.length).toBeLessThan(SCRIPT.length / 5);
			expect(headers.etag).not.toBe((await send(path)).headers.etag);
		},
	);

	it.each(["", "identity", "br", "gzip;q=0", "gzip;q=0, *", "*;q=0", "gzip;q=much"])(
		"is not compressed for Accept-Encoding: '%s'",
		async (accepted) => {
			const { body, headers } = await send(path, { "accept-encoding": accepted });

			expect([headers["content-encoding"], body.toString()]).toEqual([undefined, SCRIPT]);
		},
	);

	it("excludes a file that compression enlarges", async () => {
		expect((await send("/icon.svg", { "accept-encoding": "gzip" })).headers["content-encoding"]).toBeUndefined();
	});
});

describe("a page's path without its trailing slash", () => {
	it.each([
		["/store", "/store/"],
		["/store?from=1&to=2?", "/store/?from=1&to=2?"],
	])("redirects from %s to %s", async (path, location) => {
		expect(await send(path)).toMatchObject({ status: 308, headers: { location } });
	});

	it("refuses POST", async () => {
		expect((await send("/store", {}, "POST")).status).toBe(405);
	});
});

describe("a query", () => {
	it("does not change the page", async () => {
		expect((await send("/?utm=1")).body.toString()).toBe(FILES["index.html"]);
	});
});

describe("an unknown path", () => {
	it.each([
		"/..%2f..%2fpackage.json",
		"/%2e%2e/package.json",
		"/../package.json",
		"/assets/../../package.json",
		"/assets/..%5c..%5cpackage.json",
		"/assets/../index.html",
		"//etc/passwd",
		"/store//",
		"/index.html",
		"/store/index.html",
		"/assets",
		"/assets/",
		"/assets/index-gone.js",
		"/STORE/",
		"/%73tore/",
		"/icon.svg%00.html",
		"/icon.svg/",
		"/__proto__",
		"/constructor",
		"/%",
		`/${"a/".repeat(5_000)}`,
	])("such as %.40s gets a 404 problem", async (path) => {
		const { body, headers, status } = await send(path);

		expect([status, headers["content-type"]]).toEqual([404, "application/problem+json; charset=utf-8"]);
		expect(JSON.parse(body.toString())).toMatchObject({ code: "not_found" });
		expect(body.toString()).not.toMatch(/root:|"cortado"/);
	});

	it("with a NUL byte gets a 400 problem", async () => {
		const socket = connect(server.port, "127.0.0.1");
		socket.write("GET /icon.svg\0.html HTTP/1.1\r\nHost: x\r\n\r\n");

		expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json/);
	});
});

describe("a gateway with pages", () => {
	it("still serves the documentation, the OpenAPI document and the API", async () => {
		const answers = await Promise.all(["/docs", "/openapi.json", "/health/live"].map((path) => send(path)));

		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
	});

	it("counts them in its metrics under a few labels", async () => {
		for (const path of ["/", "/store", "/store/", "/assets/index-BVjYx_Cp.js"]) await send(path);

		const { body } = await send("/metrics");

		const counted = body.toString().matchAll(/cortado_http_answers_total\{route="(GET [^"]*)"/g);
		const routes = [...new Set(Array.from(counted, ([, route]) => route))];
		expect(routes).toEqual(expect.arrayContaining(["GET /", "GET /store", "GET /store/", "GET /icon.svg", "GET /assets/*"]));
		expect(routes.filter((route) => route?.startsWith("GET /assets/"))).toEqual(["GET /assets/*"]);
	});
});

describe("a gateway without built pages", () => {
	it("redirects / to the documentation", async () => {
		const bare = await GatewayServer.start([]);

		const { body, status } = await bare.send("GET", "/");
		const { status: store } = await bare.send("GET", "/store/");
		await bare.stop();

		expect([status, store]).toEqual([200, 404]);
		expect(body).toContain("docs.js");
	});
});

describe("pages that are built while the node starts", () => {
	it("are served once it has started", async () => {
		const late = mkdtempSync(join(tmpdir(), "cortado-public-"));
		const build = () => writeFileSync(join(late, "index.html"), "built");
		const middlewares = [...brokerOptions().middlewares!, { starting: async () => build() }];

		const server = await GatewayServer.start([], { middlewares }, late);
		const { body, status } = await server.send("GET", "/");
		await server.stop();
		rmSync(late, { recursive: true });

		expect([status, body]).toEqual([200, "built"]);
	});
});
