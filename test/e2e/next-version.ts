import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/services.ts";

const COPIED = ["contracts", "lib", "mixins", "services", "scripts", "test/support/builders", "moleculer.config.ts", "package.json"];

/** In a file, what stands there and what the next version has instead. */
export type Patch = [file: string, now: string, next: string];

/** This tree with a few changes: the version after this one. */
export const nextVersion = (patches: Patch[]): string => {
	const root = mkdtempSync(join(tmpdir(), "cortado-next-"));
	for (const path of COPIED) cpSync(join(ROOT, path), join(root, path), { recursive: true });
	symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
	for (const [file, now, next] of patches) {
		const parts = readFileSync(join(root, file), "utf8").split(now);
		if (parts.length !== 2) throw new Error(`${file} should hold "${now}" once.`);
		writeFileSync(join(root, file), parts.join(next));
	}
	return root;
};
