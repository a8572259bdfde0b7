import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ROOT } from "../support/services.ts";

const LONGEST_LINE = 100;
const GENERATED = ["docs/reference/api.md", "docs/reference/messages.md", "docs/reference/settings.md"];

const FOLDERS = "{bench,contracts,deploy,docs,examples,k8s,lib,mixins,scripts,services,simulation,test,web}";

const pages = globSync(["*.md", `${FOLDERS}/**/*.md`], { cwd: ROOT }).sort();
const textOf = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Lines outside of code blocks, with their numbers. */
const proseOf = (text: string): { line: string; number: number }[] => {
	let isCode = false;
	return text.split("\n").flatMap((line, index) => {
		const isFence = /^\s*```/.test(line);
		if (isFence) isCode = !isCode;
		return isFence || isCode ? [] : [{ line, number: index + 1 }];
	});
};

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
	heading
		.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
		.trim()
		.replaceAll(" ", "-");

const anchorsOf = (text: string): Set<string> => {
	const anchors = new Set<string>();
	const times = new Map<string, number>();
	for (const { line } of proseOf(text)) {
		const heading = /^#{1,6} (.+)$/.exec(line)?.[1];
		if (heading === undefined) continue;
		const anchor = anchorOf(heading);
		const before = times.get(anchor) ?? 0;
		times.set(anchor, before + 1);
		anchors.add(before === 0 ? anchor : `${anchor}-${before}`);
	}
	return anchors;
};

/** Targets of links and images that stay in the repository. Line breaks within a link's text are allowed. */
const linksOf = (text: string): string[] => {
	const prose = proseOf(text)
		.map(({ line }) => line)
		.join("\n")
		.replaceAll(/`[^`]*`/g, "");
	return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!).filter((target) => !/^[a-z]+:/.test(target));
};

const isBroken = (page: string, target: string): boolean => {
	const [file, anchor] = target.split("#") as [string, string | undefined];
	const path = file === "" ? join(ROOT, page) : resolve(ROOT, dirname(page), file);
	if (relative(ROOT, path).startsWith("..") || !existsSync(path)) return true;
	return anchor !== undefined && !anchorsOf(readFileSync(path, "utf8")).has(anchor);
};

const isTooLong = (line: string): boolean =>
	line.length > LONGEST_LINE && !/^\s*\|/.test(line) && !/^\s*(?:[-*] )?(?:!?\[[^\]]*\]\([^)]*\)|<?https?:\/\/\S+>?)$/.test(line);

describe("Markdown pages", () => {
	it("are found", () => {
		expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/README.md", ...GENERATED]));
	});

	it.each(pages)("%s links to files and headings that exist", (page) => {
		expect(linksOf(textOf(page)).filter((target) => isBroken(page, target))).toEqual([]);
	});

	it.each(pages.filter((page) => !GENERATED.includes(page)))(
		`%s has no line over ${LONGEST_LINE} characters outside tables and code`,
		(page) => {
			const long = proseOf(textOf(page)).filter(({ line }) => isTooLong(line));

			expect(long.map(({ number }) => number)).toEqual([]);
		},
	);

	it("docs/README.md lists every other page of docs", () => {
		const listed = new Set(linksOf(textOf("docs/README.md")));

		expect(pages.filter((page) => /^docs\/(?!decisions\/0)/.test(page) && page !== "docs/README.md" && !listed.has(page.slice(5)))).toEqual(
			[],
		);
	});
});

describe("the check of links", () => {
	it.each([
		["docs/README.md", "missing.md"],
		["docs/README.md", "reference/api.md#no-such-heading"],
		["README.md", "#no-such-heading"],
		["README.md", "../outside.md"],
	])("finds the broken link from %s to %s", (page, target) => {
		expect(isBroken(page, target)).toBe(true);
	});

	it.each([
		["What happens on `send`", "what-happens-on-send"],
		["Two ways to run, one code", "two-ways-to-run-one-code"],
		["KakaoTalk (Alimtalk) and SMS", "kakaotalk-alimtalk-and-sms"],
	])("gives the heading %s the anchor %s", (heading, anchor) => {
		expect(anchorOf(heading)).toBe(anchor);
	});
});
