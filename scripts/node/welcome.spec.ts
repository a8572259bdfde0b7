import { welcome } from "./welcome.ts";

const address = "http://127.0.0.1:3000";
const leadsTo = (text: string) => Array.from(text.matchAll(/^\w* +http:\/\/127\.0\.0\.1:3000(\S*)/gm), ([, path]) => path);

describe("the first words", () => {
	it("lead to the pages, the API and the documentation, and name whom to sign in as", () => {
		const said = welcome(address, { demo: true }, true);

		expect(leadsTo(said)).toEqual(["/", "/store/", "/rider/", "/ops/", "/v1/stores", "/docs"]);
		expect(said).toContain("01000000004  operator");
	});

	it("name neither pages that were not built nor people that are not there", () => {
		const said = welcome(address, { demo: false }, false);

		expect(leadsTo(said)).toEqual(["/v1/stores", "/docs"]);
		expect(said).not.toContain("sign in");
	});
});
