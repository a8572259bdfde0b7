import { CannotRun, MAX_ACCOUNTS, type Options, readOptions } from "./options.ts";

const read = (...args: string[]): Options => readOptions(args)!;

describe("without options", () => {
	it("20 clients place orders for 60 s at a server on this machine", () => {
		expect(read()).toMatchObject({ mode: "order", clients: 20, seconds: 60, rate: undefined, store: "hongdae", timing: "prepaid" });
		expect(read().url.href).toBe("http://127.0.0.1:3000/");
	});

	it("no availability is required", () => {
		expect(read().atLeast).toBeUndefined();
	});
});

describe("the address", () => {
	it.each([[["https://shop.example/api"]], [["--url", "https://shop.example/api"]]])("is read from %j", (args) => {
		expect(read(...args).url.href).toBe("https://shop.example/api");
	});

	it.each([[["ftp://shop.example"]], [["shop.example"]], [["--url", "http://one.example", "http://other.example"]]])(
		"is rejected if given as %j",
		(args) => {
			expect(() => read(...args)).toThrow(CannotRun);
		},
	);
});

describe("the mode", () => {
	it.each(["order", "read", "mixed"])("is chosen by --%s", (mode) => {
		expect(read(`--${mode}`).mode).toBe(mode);
	});

	it("can be given only once", () => {
		expect(() => read("--order", "--read")).toThrow("--order and --read cannot be combined.");
	});
});

describe("customers", () => {
	it("are registered, one per client", () => {
		expect(read("--clients", "7")).toMatchObject({ customers: [], accounts: 7 });
	});

	it("are limited to the sign-ins that a node admits in a minute, unless --accounts is given", () => {
		expect(read("--clients", "500").accounts).toBe(MAX_ACCOUNTS);
		expect(read("--clients", "500", "--accounts", "300").accounts).toBe(300);
	});

	it("can have a password with colons", () => {
		expect(read("--customer", "01011112222:a:b", "--customer", "01033334444:c").customers).toEqual([
			{ phone: "01011112222", password: "a:b" },
			{ phone: "01033334444", password: "c" },
		]);
	});

	it("default to the password of the environment, then to the demo's", () => {
		expect(readOptions(["--staff", "01000000005"], { LOAD_PASSWORD: "hidden" })!.staff).toEqual([
			{ phone: "01000000005", password: "hidden" },
		]);
		expect(readOptions(["--staff", "01000000005"])!.staff).toEqual([{ phone: "01000000005", password: "demo-1234" }]);
	});
});

describe("an invalid option is named", () => {
	it.each([
		[["--clients", "0"], "--clients 0 must be a whole number from 1 to 100000."],
		[["--clients", "2.5"], "--clients 2.5 must be a whole number"],
		[["--seconds", "long"], "--seconds long must be a number of at least 0.1."],
		[["--seconds", ""], "--seconds"],
		[["--rate", "0"], "--rate 0"],
		[["--at-least", "101"], "--at-least 101 must be a number from 0 to 100."],
		[["--payment", "later"], "--payment later must be prepaid or on_receipt."],
		[["--fast"], "--fast"],
	])("%j", (args, message) => {
		expect(() => read(...args)).toThrow(message);
		expect(() => read(...args)).toThrow(CannotRun);
	});
});

it("--help ignores all other options", () => {
	expect(readOptions(["--help", "--clients", "0"])).toBeUndefined();
});
