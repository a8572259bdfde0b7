import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadSetting } from "../lib/config.ts";
import { CannotStart, checkPort, checkStore, explain, serviceFiles } from "./starting.ts";

const host = "127.0.0.1";
const listening = async () => {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, host, done));
	const { port } = server.address() as { port: number };
	return { port, close: () => new Promise((done) => server.close(done)) };
};

describe("the services to start", () => {
	it("are the files of the named folders", () => {
		const files = serviceFiles(["store"]);

		expect(files.length).toBeGreaterThan(1);
		expect(files.filter((file) => !/services\/store\/[^/]+\.service\.ts$/.test(file))).toEqual([]);
	});

	it("are all when none is named", () => {
		expect(serviceFiles([]).length).toBeGreaterThan(serviceFiles(["store"]).length);
	});

	it("are refused with what there is when a name is unknown", () => {
		expect(() => serviceFiles(["store", "stroe"])).toThrow(/SERVICES names stroe, but there are only .*store/);
	});
});

describe("the port", () => {
	it("is refused with a way out while another has it, and free afterwards", async () => {
		const { port, close } = await listening();

		await expect(checkPort({ host, port })).rejects.toThrow(`Port ${port} of ${host} is taken by another process`);

		await close();
		await expect(checkPort({ host, port })).resolves.toBeUndefined();
		await expect(checkPort({ host, port })).resolves.toBeUndefined();
	});
});

describe("the store's folder", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "cortado-store-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("is made, but no file in it", () => {
		checkStore(`sqlite:${folder}/new/deep/cortado.db`);

		expect(existsSync(join(folder, "new/deep"))).toBe(true);
		expect(existsSync(join(folder, "new/deep/cortado.db"))).toBe(false);
	});

	it.each([
		["a file stands in its place", () => `${folder}/file`, "ENOTDIR"],
		["it lies beneath a file", () => `${folder}/file/data`, /ENOTDIR|ENOENT/],
		["the file system takes no folders", () => "/proc/cortado", "ENOENT"],
	])("is named when %s", (_, where, code) => {
		writeFileSync(join(folder, "file"), "");

		expect(() => checkStore(`sqlite:${where()}/cortado.db`)).toThrow(CannotStart);
		expect(() => checkStore(`sqlite:${where()}/cortado.db`)).toThrow(where());
		expect(() => checkStore(`sqlite:${where()}/cortado.db`)).toThrow(code);
	});

	it.each(["sqlite::memory:", "mongodb://db/cortado"])("is none for %s", (url) => {
		expect(() => checkStore(url)).not.toThrow();
	});
});

describe("an error at the start", () => {
	it("is one line when settings or machine are the cause", () => {
		expect(explain(new CannotStart("Port 1 is taken."))).toBe("Port 1 is taken.");
		expect(explain(new BadSetting(["PORT is wrong."]))).toBe("PORT is wrong.");
	});

	it("keeps its stack when it is a bug", () => {
		expect(explain(new TypeError("x is undefined"))).toMatch(/TypeError: x is undefined\n\s+at /);
	});
});
