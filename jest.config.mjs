import { TEST_LIMIT_MS } from "./test/support/patience.ts";

export default {
	testEnvironment: "node",
	extensionsToTreatAsEsm: [".ts"],
	transform: { "\\.ts$": "<rootDir>/test/support/strip-types.mjs" },
	globalSetup: "<rootDir>/test/web/support/browser-server.ts",
	globalTeardown: "<rootDir>/test/web/support/browser-teardown.ts",
	testMatch: ["<rootDir>/**/*.spec.ts"],
	testPathIgnorePatterns: ["/node_modules/", "/data/"],
	modulePathIgnorePatterns: ["<rootDir>/data/", "<rootDir>/.servers/"],
	testTimeout: TEST_LIMIT_MS,
	coverageProvider: "v8",
	coverageReporters: ["text-summary"],
	// Transforms do not compile JSX, so the pages' components are not counted; browser tests cover them.
	collectCoverageFrom: ["{contracts,lib,mixins,services,web}/**/*.ts", "!**/*.{d,spec,suite}.ts"],
};
