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
};
