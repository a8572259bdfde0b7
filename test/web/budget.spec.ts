import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildPages } from "../../scripts/pages.ts";
import { ROOT } from "../support/services.ts";

const PUBLIC = join(ROOT, "public");
const PAGES = [
	["index.html", 35_000],
	["store/index.html", 40_000],
	["rider/index.html", 35_000],
	["ops/index.html", 50_000],
] as const;
const MAX_STYLE = 10_000;

describe("the compressed size of a page's initial assets", () => {
	beforeAll(() => buildPages());

	const compressedSize = (page: string, kind: "css" | "js"): number => {
		const html = readFileSync(join(PUBLIC, page), "utf8");
		const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)]
			.map(([, path]) => path!)
			.filter((path) => path.endsWith(`.${kind}`));
		expect(files.length).toBeGreaterThan(0);
		return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(PUBLIC, file)), { level: 9 }).length, 0);
	};

	it.each(PAGES)("%s has at most %d bytes of script, and styles within the limit", (page, maxBytes) => {
		expect(compressedSize(page, "js")).toBeLessThanOrEqual(maxBytes);
		expect(compressedSize(page, "css")).toBeLessThanOrEqual(MAX_STYLE);
	});
});
