import { Disk, type Way } from "../../../simulation/storage/disk.ts";
import { mountDisk, SimulatedAdapter } from "../../../simulation/storage/simulated-adapter.ts";
import { actorStoreSuite } from "./actor-store.suite.ts";
import { tableSuite } from "./table.suite.ts";

let disks = 0;
const direct = async <Result>(run: () => Result): Promise<Result> => {
	await new Promise((done) => setImmediate(done));
	return run();
};
const way: Way = { read: (_, run) => direct(run), scan: (_, run) => direct(run), write: (_, __, run) => direct(run) };

const freshUrl = (): string => {
	const url = `simulated:${++disks}`;
	mountDisk(url, new Disk(url), way);
	return url;
};

const open = (url: string) => new SimulatedAdapter(url);

actorStoreSuite("simulated storage", freshUrl, open);
tableSuite("simulated storage", freshUrl, open);
