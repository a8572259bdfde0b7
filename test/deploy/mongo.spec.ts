import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { ROOT } from "../support/services.ts";

const SCRIPT = readFileSync(join(ROOT, "k8s/backbone/mongo/set-up.js"), "utf8");
const MEMBERS = "mongo-0.mongo:27017,mongo-1.mongo:27017";

const failure = (codeName: string) => Object.assign(new Error(codeName), { codeName });

/** MongoDB as a local mongosh client sees it: open until it has a user. */
class FakeMongo {
	readonly users: Record<string, { pwd: string; roles: string[] }> = {};
	readonly initiated: { members: { host: string; priority: number }[] }[] = [];
	reachable = true;
	#caller: string | undefined;
	#elections = 2;

	#authorize(): void {
		if (Object.keys(this.users).length > 0 && !this.#caller) throw failure("Unauthorized");
	}

	#database(name: string) {
		const key = (user: string) => `${name}.${user}`;
		return {
			auth: (user: string, pwd: string) => {
				if (this.users[key(user)]?.pwd !== pwd) throw failure("AuthenticationFailed");
				this.#caller = key(user);
				return { ok: 1 };
			},
			getUser: (user: string) => {
				this.#authorize();
				return this.users[key(user)] ?? null;
			},
			createUser: ({ pwd, roles, user }: { user: string; pwd: string; roles: string[] }) => {
				this.#authorize();
				this.users[key(user)] = { pwd, roles };
			},
		};
	}

	runSetUp(): void {
		this.#caller = undefined;
		runInNewContext(SCRIPT, {
			process: { env: { MEMBERS, MONGO_ADMIN_PASSWORD: "admin-password", MONGO_PASSWORD: "cortado-password" } },
			sleep: () => undefined,
			db: { getSiblingDB: (name: string) => this.#database(name), hello: () => ({ isWritablePrimary: this.#elections-- <= 0 }) },
			rs: {
				initiate: (config: FakeMongo["initiated"][number]) => {
					this.#authorize();
					if (!this.reachable) throw failure("NodeNotFound");
					if (this.initiated.length > 0) throw failure("AlreadyInitialized");
					this.initiated.push(config);
				},
			},
		});
	}
}

const BOTH_USERS = {
	"admin.admin": { pwd: "admin-password", roles: ["root"] },
	"cortado.cortado": { pwd: "cortado-password", roles: ["readWrite"] },
};

describe("the set-up script of MongoDB", () => {
	it("creates the members and users, prefers the first member, and is idempotent", () => {
		const mongo = new FakeMongo();

		mongo.runSetUp();
		mongo.runSetUp();

		expect(mongo.users).toEqual(BOTH_USERS);
		expect(mongo.initiated.map(({ members }) => members.map(({ host, priority }) => [host, priority]))).toEqual([
			[
				["mongo-0.mongo:27017", 2],
				["mongo-1.mongo:27017", 1],
			],
		]);
	});

	it("fails while a member is unreachable, and succeeds afterwards", () => {
		const mongo = new FakeMongo();
		mongo.reachable = false;
		expect(() => mongo.runSetUp()).toThrow("NodeNotFound");
		expect(mongo.users).toEqual({});

		mongo.reachable = true;
		mongo.runSetUp();

		expect(mongo.users).toEqual(BOTH_USERS);
	});

	it("continues after an interrupted run", () => {
		const mongo = new FakeMongo();
		mongo.initiated.push({ members: [] });

		mongo.runSetUp();

		expect(mongo.users).toEqual(BOTH_USERS);
	});

	it("fails if the password has changed since the first run", () => {
		const mongo = new FakeMongo();
		mongo.users["admin.admin"] = { pwd: "another", roles: ["root"] };

		expect(() => mongo.runSetUp()).toThrow("Unauthorized");
	});
});
