import { DiscardPolicy, type JetStreamManager, type NatsError, nanos, RetentionPolicy, StorageType, type StreamConfig } from "nats";
import { RefusedByNats } from "./nats-refusal.ts";

const DAY = 24 * 3_600_000;
export const MAX_AGE = 7 * DAY;
const STREAM_DIFFERS = 10_058;
const NO_CLUSTER = 10_074;

export const errorCode = (error: unknown): number => (error as NatsError).api_error?.err_code ?? 0;

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
		max_age: nanos(MAX_AGE),
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
