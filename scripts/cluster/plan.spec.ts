import { plan, readScale } from "./plan.ts";

const FOLDERS = ["account", "brew", "gateway", "idempotency", "order"];

describe("the processes of a cluster", () => {
	it("are one per service, except that gateway, idempotency and order share one", () => {
		expect(plan(FOLDERS, new Map(), 3000)).toEqual([
			{ name: "gateway+idempotency+order", services: ["gateway", "idempotency", "order"], port: 3000, reads: ["mypage", "order", "store"] },
			{ name: "account", services: ["account"] },
			{ name: "brew", services: ["brew"] },
		]);
	});

	it("include named copies of scaled services, with a port for each gateway", () => {
		const copies = plan(FOLDERS, readScale(["brew=3", "gateway=2"], FOLDERS), 3000).slice(3);

		expect(copies).toEqual([
			{ name: "brew-2", services: ["brew"] },
			{ name: "brew-3", services: ["brew"] },
			{ name: "gateway-2", services: ["gateway"], port: 3001, reads: ["mypage", "order", "store"] },
		]);
	});

	it("can be planned without a gateway", () => {
		expect(plan(["brew"], new Map(), 3000)).toEqual([{ name: "brew", services: ["brew"] }]);
	});
});

describe("--scale", () => {
	it("can be repeated or hold a comma-separated list", () => {
		expect([...readScale(["brew=2,order=3", "account=1"], FOLDERS)]).toEqual([
			["brew", 2],
			["order", 3],
			["account", 1],
		]);
	});

	it.each(["brew", "brew=0", "brew=x", "tea=2", "brew=100"])("rejects %s", (text) => {
		expect(() => readScale([text], FOLDERS)).toThrow(`--scale ${text} must be`);
	});
});
