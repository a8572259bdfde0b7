import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../support/services.ts";

const COPIED = ["contracts", "lib", "mixins", "services", "scripts", "test/support/builders", "moleculer.config.ts", "package.json"];

/** A replacement in a file. */
export type Patch = [file: string, current: string, next: string];

/** Creates a copy of the source tree with a few changes, as the next version. */
export const nextVersion = (patches: Patch[]): string => {
	const root = mkdtempSync(join(tmpdir(), "cortado-next-"));
	for (const path of COPIED) cpSync(join(ROOT, path), join(root, path), { recursive: true });
	symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
	for (const [file, current, next] of patches) {
		const parts = readFileSync(join(root, file), "utf8").split(current);
		if (parts.length !== 2) throw new Error(`${file} must contain "${current}" exactly once.`);
		writeFileSync(join(root, file), parts.join(next));
	}
	return root;
};
