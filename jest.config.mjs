export default {
	testEnvironment: "node",
	extensionsToTreatAsEsm: [".ts"],
	transform: { "\\.ts$": "<rootDir>/test/strip-types.mjs" },
	testMatch: ["<rootDir>/**/*.spec.ts"],
	testPathIgnorePatterns: ["/node_modules/", "/data/"],
	modulePathIgnorePatterns: ["<rootDir>/data/", "<rootDir>/.servers/"],
	testTimeout: 20_000,
};
