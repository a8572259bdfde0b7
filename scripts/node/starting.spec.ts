import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { BadSetting } from "../../lib/config/config.ts";
import { CannotStart, checkBus, checkPort, checkStore, explain, serviceFiles } from "./starting.ts";

const host = "127.0.0.1";
const listening = async () => {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, host, done));
	const { port } = server.address() as { port: number };
	return { port, close: () => new Promise((done) => server.close(done)) };
};

describe("the service files", () => {
	it("are those of the named folders", () => {
		const files = serviceFiles(["store"]);

		expect(files.length).toBeGreaterThan(1);
		expect(files.filter((file) => !/services\/store\/[^/]+\.service\.ts$/.test(file))).toEqual([]);
	});

	it("are all if no folder is named", () => {
		expect(serviceFiles([]).length).toBeGreaterThan(serviceFiles(["store"]).length);
	});

	it("cannot be found for an unknown name, and the error lists the known ones", () => {
		expect(() => serviceFiles(["store", "stroe"])).toThrow(/SERVICES names unknown services: stroe\. Known are .*store/);
	});
});

describe("some of the services", () => {
	const some = serviceFiles(["order"]);

	it("cannot start without NATS, because messages for the others would be lost", () => {
		expect(() => checkBus({ allowMessageLoss: false, natsUrl: undefined }, some)).toThrow(CannotStart);
	});

	it("can start with NATS, if told to, and together with all others", () => {
		checkBus({ allowMessageLoss: false, natsUrl: ["nats://127.0.0.1:4222"] }, some);
		checkBus({ allowMessageLoss: true, natsUrl: undefined }, some);
		checkBus({ allowMessageLoss: false, natsUrl: undefined }, serviceFiles([]));
	});
});

describe("the port", () => {
	it("is rejected while another process uses it, and accepted afterwards", async () => {
		const { port, close } = await listening();

		await expect(checkPort({ host, port })).rejects.toThrow(`Port ${port} on ${host} is already in use`);

		await close();
		await expect(checkPort({ host, port })).resolves.toBeUndefined();
		await expect(checkPort({ host, port })).resolves.toBeUndefined();
	});
});

const thrownBy = (act: () => void): unknown => {
	try {
		act();
	} catch (error) {
		return error;
	}
	return undefined;
};

describe("the database folder", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "cortado-store-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("is created without a file in it", () => {
		checkStore(`sqlite:${folder}/new/deep/cortado.db`);

		expect(existsSync(join(folder, "new/deep"))).toBe(true);
		expect(existsSync(join(folder, "new/deep/cortado.db"))).toBe(false);
	});

	it.each([
		["a file has its name", () => `${folder}/file`, "ENOTDIR"],
		["a file is one of its parents", () => `${folder}/file/data`, /ENOTDIR|ENOENT/],
		["the file system does not allow folders", () => "/proc/cortado", "ENOENT"],
	])("is named in the error if %s", (_, where, code) => {
		writeFileSync(join(folder, "file"), "");

		expect(() => checkStore(`sqlite:${where()}/cortado.db`)).toThrow(CannotStart);
		expect(() => checkStore(`sqlite:${where()}/cortado.db`)).toThrow(where());
		expect(() => checkStore(`sqlite:${where()}/cortado.db`)).toThrow(code);
	});

	it.each(["sqlite::memory:", "mongodb://db/cortado", "mongodb+srv://u:p@db.example/cortado?tls=true"])("is not needed for %s", (url) => {
		expect(() => checkStore(url)).not.toThrow();
	});
});

describe("a database that cannot be opened", () => {
	let file: string;
	const text = "plain text, long enough not to be taken for an empty database".repeat(100);
	const database = (): Buffer => {
		const created = new DatabaseSync(file);
		created.exec(`CREATE TABLE orders AS WITH RECURSIVE numbers (value) AS (VALUES (1) UNION ALL SELECT value + 1 FROM numbers WHERE value < 100)
			SELECT value, zeroblob(500) AS json FROM numbers`);
		created.close();
		return readFileSync(file);
	};
	beforeEach(() => {
		file = join(mkdtempSync(join(tmpdir(), "cortado-store-")), "cortado.db");
	});
	afterEach(() => rmSync(dirname(file), { recursive: true }));

	it.each([
		["not a database", () => Buffer.from(text)],
		["truncated", () => database().subarray(0, 20_000)],
		["overwritten", () => database().fill(text, 100, 4_096)],
	])("is named in the error if its file is %s", (_, content) => {
		writeFileSync(file, content());

		expect(() => checkStore(`sqlite:${file}`)).toThrow(CannotStart);
		expect(() => checkStore(`sqlite:${file}`)).toThrow(`${file} is corrupt or not a SQLite database`);
	});

	it("is not one that is intact, empty, locked, or left behind by a crashed process", () => {
		database();
		checkStore(`sqlite:${file}`);
		const dying = new DatabaseSync(file);
		dying.exec("PRAGMA journal_mode = WAL; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; CREATE TABLE more (id TEXT)");
		checkStore(`sqlite:${file}`);
		dying.exec("COMMIT");
		for (const left of ["", "-wal"]) copyFileSync(file + left, `${file}.copy${left}`);
		dying.close();
		checkStore(`sqlite:${file}.copy`);
		writeFileSync(file, "");

		expect(() => checkStore(`sqlite:${file}`)).not.toThrow();
	});

	it.each([
		["mongodb://cortado:pa55@/cortado", "host"],
		["mongodb://cortado:pa55@db/cortado?ssll=true", "ssll"],
		["mongodb://cortado:pa/55@db/cortado", "unescaped characters"],
		["mongodb://cortado:pa55@db/?tls=true&tlsCAFile=/nowhere/ca.pem", "/nowhere/ca.pem"],
	])("is reported by its setting, without the password: %s", (url, reason) => {
		const message = explain(thrownBy(() => checkStore(url)));

		expect(message).toMatch(/^STORE_URL is not a usable MongoDB URL: .+\.$/);
		expect(message).toContain(reason);
		expect(message).not.toMatch(/55/);
	});
});

describe("an error at start", () => {
	it("is printed as one line if settings or the machine are the cause", () => {
		expect(explain(new CannotStart("Port 1 is in use."))).toBe("Port 1 is in use.");
		expect(explain(new BadSetting(["PORT is wrong."]))).toBe("PORT is wrong.");
	});

	it("is printed with its stack if it is a bug", () => {
		expect(explain(new TypeError("x is undefined"))).toMatch(/TypeError: x is undefined\n\s+at /);
	});
});
