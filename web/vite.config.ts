import { defineConfig } from "vite";

const PAGES = ["index.html", "store/index.html", "rider/index.html", "ops/index.html"];
/** What every page loads: in one piece, which one page after the other finds in the browser already. Account forms, opening hours and blocks are loaded on first use. */
const SHARED = /\/node_modules\/|\/web\/shared\/(?!account\/|hours\/|blocks\/)/;
/** A gateway that runs already, while the pages are worked on. */
const API = "http://127.0.0.1:3000";

export default defineConfig({
	root: import.meta.dirname,
	appType: "mpa",
	publicDir: "public",
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	build: {
		outDir: "../public",
		emptyOutDir: true,
		target: "es2022",
		modulePreload: { polyfill: false },
		assetsInlineLimit: 0,
		rolldownOptions: {
			input: PAGES.map((page) => `${import.meta.dirname}/${page}`),
			output: { codeSplitting: { groups: [{ name: "shared", test: SHARED }] } },
		},
	},
	server: { proxy: { "/v1": API, "/health": API, "/openapi.json": API } },
});
