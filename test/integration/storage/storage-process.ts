import { document } from "../../support/builders/stored.ts";
import { openStore } from "../../support/open-store.ts";

/** A separate process on the same storage, started by test/integration/storage/sqlite.spec.ts. */
const [task = "", url = ""] = process.argv.slice(2);

/** Prints each id once its write is acknowledged, until it is killed. */
const write = async (): Promise<void> => {
	for (let batch = 0; ; batch++) {
		const ids = Array.from({ length: 20 }, (_, index) => `ord_${batch}_${index}`);
		const written = await Promise.all(ids.map((id) => store.create(document(id))));
		process.stdout.write(`${ids.filter((_, index) => written[index]).join("\n")}\n`);
	}
};

const increment = async (): Promise<void> => {
	for (let left = 500; left > 0; ) {
		const { version, state } = (await store.load("counter"))!;
		const next = document("counter", { version: version + 1, state: { count: (state as { count: number }).count + 1 } });
		if (await store.replace(next, version)) left--;
	}
};

const measure = async (): Promise<void> => {
	const [oldest] = await store.list({ where: { customerId: "acc_1" }, limit: 1 });
	const { system, user } = process.cpuUsage(started);
	const megabytes = process.memoryUsage().rss / 1024 ** 2;
	console.log(JSON.stringify({ cpu: user + system, megabytes, oldest: oldest?._id }));
};

const started = process.cpuUsage();
const { adapter, store } = await openStore(url);
const tasks: Record<string, () => Promise<void>> = { write, increment, measure };
await tasks[task]!();
await adapter.disconnect();
