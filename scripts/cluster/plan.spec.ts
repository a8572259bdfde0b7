import { plan, readScale } from "./plan.ts";

const FOLDERS = ["account", "brew", "gateway", "idempotency", "order"];

describe("the processes of a cluster", () => {
	it("are one a service, but for gateway, its keys and order together", () => {
		expect(plan(FOLDERS, new Map(), 3000)).toEqual([
			{ name: "gateway+idempotency+order", services: ["gateway", "idempotency", "order"], port: 3000 },
			{ name: "account", services: ["account"] },
			{ name: "brew", services: ["brew"] },
		]);
	});

	it("are more of what is scaled, each with a name, each gateway with a port", () => {
		const copies = plan(FOLDERS, readScale(["brew=3", "gateway=2"], FOLDERS), 3000).slice(3);

		expect(copies).toEqual([
			{ name: "brew-2", services: ["brew"] },
			{ name: "brew-3", services: ["brew"] },
			{ name: "gateway-2", services: ["gateway"], port: 3001 },
		]);
	});

	it("need no gateway", () => {
		expect(plan(["brew"], new Map(), 3000)).toEqual([{ name: "brew", services: ["brew"] }]);
	});
});

describe("--scale", () => {
	it("takes several, apart or with commas", () => {
		expect([...readScale(["brew=2,order=3", "account=1"], FOLDERS)]).toEqual([
			["brew", 2],
			["order", 3],
			["account", 1],
		]);
	});

	it.each(["brew", "brew=0", "brew=x", "tea=2", "brew=100"])("refuses %s", (text) => {
		expect(() => readScale([text], FOLDERS)).toThrow(`--scale ${text} must be`);
	});
});
