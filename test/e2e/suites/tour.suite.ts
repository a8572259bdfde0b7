import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../../support/services.ts";
import type { Running } from "../support/modes.ts";

const run = promisify(execFile);
const ADDRESS = "http://127.0.0.1:3000";
const BLOCK = /^ *```(sh|text)\n((?:.*\n)*?) *```$/gm;

/** The commands of a README's tour and their documented output. */
const tourOf = (file: string): { commands: string; output: string } => {
	const [, tour = ""] = readFileSync(join(ROOT, file), "utf8").match(/^(## .*(?:tour|둘러보기).*\n[\s\S]*?)^## /m) ?? [];
	const blocks = [...tour.matchAll(BLOCK)].map(([, kind, text]) => ({ kind, text: text!.replace(/^ {3}/gm, "") }));
	const joined = (wanted: string): string => blocks.flatMap(({ kind, text }) => (kind === wanted ? [text] : [])).join("");
	return { commands: joined("sh"), output: joined("text") };
};

export function tourSuite(system: () => Running): void {
	it.each(["README.md", "README.ko.md"])("%s prints the documented output", async (file) => {
		const { commands, output } = tourOf(file);
		expect(output.split("\n").length).toBeGreaterThan(5);

		const { stdout } = await run("bash", ["-c", commands.replace(ADDRESS, system().base)]);

		expect(stdout).toBe(output);
	});

	it("both languages have the same commands and output", () => {
		expect(tourOf("README.ko.md")).toEqual(tourOf("README.md"));
	});
}
