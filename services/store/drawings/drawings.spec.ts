import { DEMO_CATALOGUE } from "../menu/demo-catalogue.ts";
import { DRAWINGS } from "./drawings.ts";

describe("the drawings of the demo", () => {
	it("are one for each product, and no two are the same", () => {
		expect(Object.keys(DRAWINGS).sort()).toEqual(Object.keys(DEMO_CATALOGUE.products).sort());
		expect(new Set(Object.values(DEMO_CATALOGUE.products).map(({ image }) => image)).size).toBe(Object.keys(DRAWINGS).length);
		for (const { image } of Object.values(DEMO_CATALOGUE.products)) expect(image).toMatch(/^\/v1\/pictures\/[0-9a-f]{32}\.svg$/);
	});

	it.each(Object.entries(DRAWINGS))("%s is small, and neither has text nor loads or runs anything", (_, svg) => {
		expect(svg.length).toBeLessThan(4_200);
		expect(svg).not.toMatch(/<(text|script|style|image|foreignObject|a)\b|\son\w+=|NaN|undefined/);
		expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|data:|url\((?!#)/);
		for (const [, id] of svg.matchAll(/(?:url\(|href=")#(\w+)/g)) expect(svg).toContain(`id="${id}"`);
	});
});
