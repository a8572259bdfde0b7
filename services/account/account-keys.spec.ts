import { generateKeyPairSync } from "node:crypto";
import { ServiceBroker, type ServiceSchema } from "moleculer";

const { publicKey } = generateKeyPairSync("ed25519");
Object.assign(process.env, {
	STORE_URL: "sqlite::memory:",
	LOG_LEVEL: "fatal",
	SIGNING_KEY: publicKey.export({ format: "pem", type: "spki" }),
});

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { default: account } = await import("./account.service.ts");

describe("a node with a public signing key", () => {
	it("does not start the account service, and names the setting", async () => {
		const broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
		broker.createService(account as unknown as ServiceSchema);

		await expect(broker.start()).rejects.toMatchObject({ name: "BadSetting", message: expect.stringContaining("SIGNING_KEY") });
		await broker.stop();
	});
});
