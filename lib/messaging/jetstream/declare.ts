import {
	AckPolicy,
	type ConsumerConfig,
	DeliverPolicy,
	DiscardPolicy,
	type JetStreamManager,
	type NatsError,
	nanos,
	RetentionPolicy,
	StorageType,
	type StreamConfig,
} from "nats";
import { RefusedByNats } from "./nats-refusal.ts";

const DAY = 24 * 3_600_000;
const MAX_ACK_PENDING = 512;
const STREAM_DIFFERS = 10_058;
const NO_CLUSTER = 10_074;
const CONSUMER_DIFFERS = [10_148, 10_013];

const errorCode = (error: unknown): number => (error as NatsError).api_error?.err_code ?? 0;

const refusalOf = (error: unknown, replicas: number): unknown =>
	errorCode(error) === NO_CLUSTER
		? new RefusedByNats(`NATS_REPLICAS is ${replicas}, but this NATS server is not part of a cluster.`)
		: error;

/** Creates the stream, or updates it to this configuration. */
export async function declareStream(manager: JetStreamManager, name: string, prefix: string, replicas: number): Promise<void> {
	const config: Partial<StreamConfig> = {
		subjects: [`${prefix}.>`],
		storage: StorageType.File,
		retention: RetentionPolicy.Limits,
		discard: DiscardPolicy.Old,
		max_age: nanos(7 * DAY),
		duplicate_window: nanos(120_000),
		num_replicas: replicas,
	};
	try {
		await manager.streams.add({ name, ...config });
	} catch (error) {
		if (errorCode(error) !== STREAM_DIFFERS) throw refusalOf(error, replicas);
		await manager.streams.update(name, config).catch((refused) => {
			throw refusalOf(refused, replicas);
		});
	}
}

/** Creates or updates a durable consumer. `ackWait` is in ms. A new group receives the stream from its beginning. */
export async function declareConsumer(manager: JetStreamManager, stream: string, group: string, subjects: string[], ackWait: number) {
	const config: Partial<ConsumerConfig> = {
		durable_name: group,
		ack_policy: AckPolicy.Explicit,
		deliver_policy: DeliverPolicy.All,
		ack_wait: nanos(ackWait),
		max_ack_pending: MAX_ACK_PENDING,
		max_deliver: -1,
		filter_subjects: subjects,
	};
	try {
		await manager.consumers.add(stream, config);
	} catch (error) {
		if (!CONSUMER_DIFFERS.includes(errorCode(error))) throw error;
		await manager.consumers.update(stream, group, config);
	}
}
