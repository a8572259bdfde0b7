import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { MethodNotAllowed } from "../gateway.errors.ts";
import { isKnown } from "./answer.ts";
import { weightsOf } from "./quality-values.ts";
import type { Visited } from "./web.ts";

/** Where `npm run build:web` puts what it makes of web/. */
export const PUBLIC = join(import.meta.dirname, "../../../public");

const TYPES: Record<string, string> = {
	".css": "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
};
const OTHER = "application/octet-stream";

/** Another content has another name there. */
const ASSETS = "/assets/";
const FOREVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "no-cache";

interface Form {
	etag: string;
	body: Buffer;
	encoding?: "gzip";
}

interface Page {
	type: string;
	caching: string;
	/** As metrics name it: there are only so many. */
	route: string;
	plain: Form;
	zipped: Form;
}

/** Everything in memory, each in all its forms: an address is looked up, and no path is ever made of it. */
export class Pages {
	readonly #pages: Map<string, Page>;

	constructor(folder: string) {
		this.#pages = new Map(filesOf(folder).map(pageOf));
	}

	has(path: string): boolean {
		return this.#pages.has(path) || this.#pages.has(`${path}/`);
	}

	/** Whether it was a page that was asked for; if so, that is answered. */
	answer(request: Visited, response: ServerResponse): boolean {
		const [path = "", ...query] = request.url!.split("?");
		const page = this.#pages.get(path);
		if (!this.has(path)) return false;
		if (request.method !== "GET" && request.method !== "HEAD") throw new MethodNotAllowed(["GET", "HEAD", "OPTIONS"]);
		request.$page = page?.route ?? `GET ${path}`;
		if (page) show(request, response, page);
		else response.writeHead(308, { Location: [`${path}/`, ...query].join("?"), "Content-Length": 0 }).end();
		return true;
	}
}

interface File {
	name: string;
	body: Buffer;
}

/** All read before any is packed, which takes its time: a build may be about to replace them. */
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
		caching: isAsset ? FOREVER : ASK_EACH_TIME,
		route: isAsset ? `GET ${ASSETS}*` : `GET ${path}`,
		plain: { etag: `"${hash}"`, body },
		zipped: { etag: `"${hash}-gzip"`, body: gzipSync(body, { level: 9 }), encoding: "gzip" as const },
	};
	return [path, page];
};

const acceptsGzip = (header = ""): boolean => {
	const weights = weightsOf(header);
	const meant = weights.find(({ name }) => name === "gzip") ?? weights.find(({ name }) => name === "*");
	return meant !== undefined && meant.quality > 0;
};

const formFor = ({ headers }: Visited, { plain, zipped }: Page): Form =>
	acceptsGzip(headers["accept-encoding"]?.toString()) && zipped.body.length < plain.body.length ? zipped : plain;

const show = (request: Visited, response: ServerResponse, page: Page): void => {
	const { body, encoding, etag } = formFor(request, page);
	response.setHeader("Vary", `${response.getHeader("Vary")}, Accept-Encoding`);
	response.setHeader("Cache-Control", page.caching);
	response.setHeader("ETag", etag);
	if (isKnown(request.headers["if-none-match"], etag)) return void response.writeHead(304).end();
	if (encoding) response.setHeader("Content-Encoding", encoding);
	response.writeHead(200, { "Content-Type": page.type, "Content-Length": body.length });
	response.end(request.method === "HEAD" ? undefined : body);
};
