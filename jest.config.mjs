import { TEST_LIMIT_MS } from "./test/patience.ts";

export default {
	testEnvironment: "node",
	extensionsToTreatAsEsm: [".ts"],
	transform: { "\\.ts$": "<rootDir>/test/strip-types.mjs" },
	globalSetup: "<rootDir>/test/web/browser-server.ts",
	globalTeardown: "<rootDir>/test/web/browser-teardown.ts",
	testMatch: ["<rootDir>/**/*.spec.ts"],
	testPathIgnorePatterns: ["/node_modules/", "/data/"],
	modulePathIgnorePatterns: ["<rootDir>/data/", "<rootDir>/.servers/"],
	testTimeout: TEST_LIMIT_MS,
};
