import type { LookupAddress } from "node:dns";
import { checkName, checkUrl, isPublic, lookupPublic, NotPublic, type Resolve } from "./addresses.ts";

const resolvingTo =
	(...addresses: string[]): Resolve =>
	(_, done) =>
		done(
			null,
			addresses.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
		);

describe("rejects", () => {
	it.each([
		"http://127.0.0.1/",
		"http://127.1/",
		"http://0x7f.1/",
		"http://0x7f000001/",
		"http://2130706433/",
		"http://017700000001/",
		"http://0177.0.0.1/",
		"http://①②⑦.0.0.1/",
		"http://0/",
		"http://0.0.0.0:8080/",
		"http://10.1.2.3/",
		"http://100.64.0.1/",
		"http://169.254.169.254/latest/meta-data",
		"http://172.16.0.1/",
		"http://172.31.255.255/",
		"http://192.168.0.1/",
		"http://192.0.2.1/",
		"http://198.18.0.1/",
		"http://224.0.0.1/",
		"http://255.255.255.255/",
		"http://[::]/",
		"http://[::1]/",
		"http://[0:0:0:0:0:0:0:1]/",
		"http://[::ffff:127.0.0.1]/",
		"http://[::ffff:7f00:1]/",
		"http://[::ffff:8.8.8.8]/",
		"http://[64:ff9b::7f00:1]/",
		"http://[2002:7f00:1::]/",
		"http://[2001:db8::1]/",
		"http://[fc00::1]/",
		"http://[fd12:3456::1]/",
		"http://[fe80::1]/",
		"http://[ff02::1]/",
		"http://localhost/",
		"http://LOCALHOST./",
		"http://api.localhost/",
		"http://printer.local/",
		"http://metadata.google.internal/",
		"http://user@example.com/",
		"http://example.com:pw@example.org/",
		"ftp://example.com/",
		"file:///etc/passwd",
	])("%s", (address) => {
		expect(() => checkUrl(new URL(address))).toThrow(NotPublic);
	});

	it.each(["127.0.0.1", "10.0.0.8", "::1", "fd00::1", "::ffff:10.0.0.8"])("a name that resolves to %s", async (address) => {
		const url = new URL("https://hooks.example.com/");

		await expect(checkName(url, 100, resolvingTo(address))).rejects.toThrow(NotPublic);
		await expect(checkName(url, 100, resolvingTo("8.8.8.8", address))).rejects.toThrow(NotPublic);
	});
});

describe("accepts", () => {
	it.each([
		"https://example.com/hook?x=1",
		"http://8.8.8.8/",
		"http://172.32.0.1/",
		"http://[2606:4700::1111]/",
		"https://localhost.example.com/",
	])("%s", (address) => {
		expect(() => checkUrl(new URL(address))).not.toThrow();
	});

	it("a name that resolves to public addresses only", async () => {
		await checkName(new URL("https://hooks.example.com/"), 100, resolvingTo("8.8.8.8", "2606:4700::1111"));
	});

	it("a name, at the addresses that were checked", () => {
		const results: unknown[] = [];
		const lookup = lookupPublic(resolvingTo("8.8.8.8", "8.8.4.4"));

		lookup("hooks.example.com", { all: true }, (_, addresses) => results.push(addresses));
		lookup("hooks.example.com", {}, (_, address, family) => results.push([address, family]));

		expect(results).toEqual([
			[
				{ address: "8.8.8.8", family: 4 },
				{ address: "8.8.4.4", family: 4 },
			],
			["8.8.8.8", 4],
		]);
	});

	it("a name that does not resolve, or not in time", async () => {
		const url = new URL("https://hooks.example.com/");

		await checkName(url, 100, (_, done) => done(new Error("ENOTFOUND"), []));
		await checkName(url, 10, () => undefined);
	});

	it("addresses next to a private range", () => {
		expect(["9.255.255.255", "11.0.0.0", "172.15.255.255", "223.255.255.255"].every(isPublic)).toBe(true);
		expect(isPublic("nothing")).toBe(false);
	});
});
