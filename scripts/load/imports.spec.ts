import { imports, sources } from "../../test/support/services.ts";

/** It tests any deployment over HTTP, so it must not depend on how a server here is configured. */
it.each(sources("scripts/load.ts", "scripts/load/*.ts").map((file) => [file.path, file] as const))(
	"%s imports nothing of the server",
	(_, file) => {
		expect(imports(file).filter((target) => !target.startsWith("scripts/load/"))).toEqual([]);
		expect(file.text).not.toMatch(/from "(?!node:|\.)/);
	},
);
