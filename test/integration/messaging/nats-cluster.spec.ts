import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "nats";
import { readConfig } from "../../../lib/config/config.ts";
import { JetStreamBus } from "../../../lib/messaging/jetstream/jetstream-bus.ts";
import { natsConnection } from "../../../lib/messaging/jetstream/nats-connection.ts";
import { NatsCluster } from "../../../scripts/servers/nats/cluster.ts";
import { available } from "../../../scripts/servers/nats.ts";
import { freePort } from "../../../scripts/servers/server.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";
import { envelope, RecordingSubscriber, versions } from "./bus.suite.ts";

needs(await available(), "nats-server ≥ 2.10")("a cluster of three NATS servers", () => {
	let folder: string;
	let cluster: NatsCluster;
	const buses: JetStreamBus[] = [];

	const busWith = (replicas: number): JetStreamBus => {
		const connection = natsConnection(readConfig({ NATS_URL: cluster.url }));
		const bus = new JetStreamBus({ connection, replicas, ackWait: 1_000 });
		buses.push(bus);
		return bus;
	};

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "nats-cluster-"));
		const ports = Array.from({ length: 3 }, () => Promise.all([freePort(), freePort()]));
		cluster = await NatsCluster.start(await Promise.all(ports), folder);
	});
	afterAll(async () => {
		await Promise.all(buses.map((bus) => bus.close()));
		await cluster.stop();
		await rm(folder, { recursive: true });
	});

	it("replicates a stream to all servers, and loses no message with one of them", async () => {
		const first = busWith(1);
		await first.start();
		await first.publish(envelope("order/a", 1));
		await first.close();

		const brew = new RecordingSubscriber("brew");
		const bus = busWith(3);
		await bus.subscribe(brew);
		await bus.start();
		const leader = await eventually(async () => {
			const connection = await connect({ servers: cluster.members.map(({ url }) => url) });
			const { cluster: raft, config } = await (await connection.jetstreamManager()).streams
				.info("EVENTS")
				.finally(() => connection.close());
			expect(config.num_replicas).toBe(3);
			expect(raft?.replicas?.map(({ current }) => current)).toEqual([true, true]);
			return raft!.leader!;
		});
		await cluster.member(leader).kill();

		for (const version of versions(20).slice(1)) await eventually(() => bus.publish(envelope("order/a", version)));

		await eventually(() => expect(new Set(brew.of("order/a"))).toEqual(new Set(versions(20))));
	});
});
