import { imports, sources } from "../../test/support/services.ts";

/** The load test targets any deployment over HTTP, so it must not depend on the local configuration. */
it.each(sources("scripts/load.ts", "scripts/load/*.ts").map((file) => [file.path, file] as const))(
	"%s does not import server code",
	(_, file) => {
		expect(imports(file).filter((target) => !target.startsWith("scripts/load/"))).toEqual([]);
		expect(file.text).not.toMatch(/from "(?!node:|\.)/);
	},
);
