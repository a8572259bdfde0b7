import { welcome } from "./welcome.ts";

const address = "http://127.0.0.1:3000";
const leadsTo = (text: string) => Array.from(text.matchAll(/^\w* +http:\/\/127\.0\.0\.1:3000(\S*)/gm), ([, path]) => path);

describe("the start message", () => {
	it("links the pages, the API and the documentation, and lists the demo accounts", () => {
		const text = welcome(address, { demo: true }, true);

		expect(leadsTo(text)).toEqual(["/", "/store/", "/rider/", "/ops/", "/v1/stores", "/docs"]);
		expect(text).toContain("01000000004  operator");
	});

	it("omits pages that are not built, and demo accounts outside of the demo", () => {
		const text = welcome(address, { demo: false }, false);

		expect(leadsTo(text)).toEqual(["/v1/stores", "/docs"]);
		expect(text).not.toContain("sign in");
	});
});
