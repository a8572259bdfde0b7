import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { MethodNotAllowed } from "../gateway.errors.ts";
import { matchesTag } from "./answer.ts";
import { acceptsGzip } from "./compression.ts";
import type { GatewayRequest } from "./web.ts";

/** The output of `npm run build:web`. */
export const PUBLIC = join(import.meta.dirname, "../../../public");

const TYPES: Record<string, string> = {
	".css": "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
};
const OTHER = "application/octet-stream";

/** Names in this folder contain a hash of the content. */
const ASSETS = "/assets/";
const IMMUTABLE = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache";

interface Representation {
	etag: string;
	body: Buffer;
	encoding?: "gzip";
}

interface Page {
	type: string;
	cacheControl: string;
	/** The label for metrics; all assets share one, to bound the number of series. */
	route: string;
	plain: Representation;
	gzipped: Representation;
}

/** All files in memory, plain and compressed. A request path is only a key, never a file path, so traversal is impossible. */
export class Pages {
	readonly #pages: Map<string, Page>;

	constructor(folder: string) {
		this.#pages = new Map(filesOf(folder).map(pageOf));
	}

	has(path: string): boolean {
		return this.#pages.has(path) || this.#pages.has(`${path}/`);
	}

	/** Answers a request for a page; returns false if the path is not a page. */
	answer(request: GatewayRequest, response: ServerResponse): boolean {
		const [path = "", ...query] = request.url!.split("?");
		const page = this.#pages.get(path);
		if (!this.has(path)) return false;
		if (request.method !== "GET" && request.method !== "HEAD") throw new MethodNotAllowed(["GET", "HEAD", "OPTIONS"]);
		request.$page = page?.route ?? `GET ${path}`;
		if (page) send(request, response, page);
		else response.writeHead(308, { Location: [`${path}/`, ...query].join("?"), "Content-Length": 0 }).end();
		return true;
	}
}

interface File {
	name: string;
	body: Buffer;
}

/** Reads all files before the slow compression starts, because a build may replace them meanwhile. */
const filesOf = (folder: string): File[] => {
	if (!existsSync(folder)) return [];
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	const paths = entries.map(({ name, parentPath }) => join(parentPath, name));
	return paths.map((path) => ({ name: relative(folder, path), body: readFileSync(path) }));
};

const pageOf = ({ body, name }: File): [string, Page] => {
	const path = `/${name}`.replace(/\/index\.html$/, "/");
	const isAsset = path.startsWith(ASSETS);
	const hash = createHash("sha256").update(body).digest("base64url").slice(0, 22);
	const page = {
		type: TYPES[extname(name)] ?? OTHER,
		cacheControl: isAsset ? IMMUTABLE : REVALIDATE,
		route: isAsset ? `GET ${ASSETS}*` : `GET ${path}`,
		plain: { etag: `"${hash}"`, body },
		gzipped: { etag: `"${hash}-gzip"`, body: gzipSync(body, { level: 9 }), encoding: "gzip" as const },
	};
	return [path, page];
};

const representationFor = (request: GatewayRequest, { gzipped, plain }: Page): Representation =>
	acceptsGzip(request) && gzipped.body.length < plain.body.length ? gzipped : plain;

const send = (request: GatewayRequest, response: ServerResponse, page: Page): void => {
	const { body, encoding, etag } = representationFor(request, page);
	response.setHeader("Vary", `${response.getHeader("Vary")}, Accept-Encoding`);
	response.setHeader("Cache-Control", page.cacheControl);
	response.setHeader("ETag", etag);
	if (matchesTag(request.headers["if-none-match"], etag)) return void response.writeHead(304).end();
	if (encoding) response.setHeader("Content-Encoding", encoding);
	response.writeHead(200, { "Content-Type": page.type, "Content-Length": body.length });
	response.end(request.method === "HEAD" ? undefined : body);
};
