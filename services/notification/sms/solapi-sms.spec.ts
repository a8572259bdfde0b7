import { SolapiStandIn } from "../../../test/support/stand-ins/solapi-stand-in.ts";

Object.assign(process.env, { LOG_LEVEL: "fatal" });

const { SolapiSms } = await import("./solapi-sms.ts");
const { openSms, textOfSms } = await import("./sms.ts");

let solapi: SolapiStandIn;
beforeEach(async () => {
	solapi = await SolapiStandIn.start();
});
afterEach(() => solapi.stop());

const open = (change: object = {}) => new SolapiSms({ ...solapi.account, url: solapi.url, ...change }, 300);

describe("SMS through SOLAPI", () => {
	it("are signed, each with a salt of its own", async () => {
		const sms = open();

		await sms.send("01012345678", "one");
		await sms.send("01012345678", "two");

		const { sender: from } = solapi.account;
		expect(solapi.messages).toEqual([
			{ to: "01012345678", from, text: "one" },
			{ to: "01012345678", from, text: "two" },
		]);
		expect(solapi.rejected).toEqual([]);
	});

	it("are refused with another secret or key", async () => {
		await expect(open({ secret: "guess" }).send("01012345678", "one")).rejects.toThrow("responded with 401");
		await expect(open({ key: "guess" }).send("01012345678", "one")).rejects.toThrow("responded with 401");

		expect(solapi.rejected).toEqual(["SignatureDoesNotMatch", "InvalidApiKey"]);
		expect(solapi.messages).toEqual([]);
	});

	it.each([
		["broken", "responded with 500"],
		["refusing", "responded with 400"],
		["silent", "aborted"],
	] as const)("fail while the provider is %s", async (behavior, reason) => {
		solapi.behavior = behavior;

		await expect(open().send("01012345678", "one")).rejects.toThrow(reason);
	});
});

describe("simulated SMS", () => {
	it("are logged", async () => {
		const logged: string[] = [];
		const sms = openSms((text) => logged.push(text));

		await sms.send("01012345678", textOfSms({ topic: "sign_up", code: "123456", language: "en" }));

		expect(sms.isSimulated).toBe(true);
		expect(logged).toEqual([expect.stringContaining("SMS to 01012345678: [Cortado] 123456 is your sign-up code, valid for 5 minutes.")]);
	});

	it.each(["sign_up", "password", "invitation"] as const)("fit one Korean SMS of 90 bytes, or are known to be longer: %s", (topic) => {
		const text = textOfSms({ topic, code: "123456", language: "ko" });

		expect(text).not.toMatch(/[{}]/);
		expect(topic === "invitation" || [...text].reduce((bytes, letter) => bytes + (letter > "\u007f" ? 2 : 1), 0) <= 90).toBe(true);
	});
});
