import { createHash } from "node:crypto";
import { AckPolicy, type ConsumerConfig, type ConsumerInfo, DeliverPolicy, type JetStreamManager, type MsgRequest, nanos } from "nats";
import { errorCode, MAX_AGE } from "./declare-stream.ts";

const MAX_ACK_PENDING = 512;
const CONSUMER_EXISTS = [10_148, 10_013];
const NO_MESSAGE = 10_037;
/** Longer than the stream keeps messages, so that a consumer that the server removes cannot have missed any. */
const INACTIVE_THRESHOLD = nanos(MAX_AGE + 24 * 3_600_000);
const SEPARATOR = "--";

/**
 * A group has one consumer for each set of subscriptions. During an upgrade the old and the new members use different ones, so
 * that no member receives a type that it does not know. Messages of the types that both know reach the group twice.
 */
export const consumerOf = (group: string, subjects: string[]): string =>
	`${group}${SEPARATOR}${createHash("sha256").update(subjects.toSorted().join()).digest("hex").slice(0, 8)}`;

/** Up to version 0.2.0 a consumer had the name of its group. */
export const groupOf = (consumer: string): string => consumer.split(SEPARATOR)[0]!;

/** Creates or updates the durable consumer of a group with these subscriptions, and returns its name. `ackWait` is in ms. */
export async function declareConsumer(manager: JetStreamManager, stream: string, group: string, subjects: string[], ackWait: number) {
	const name = consumerOf(group, subjects);
	const settings = { ack_wait: nanos(ackWait), max_ack_pending: MAX_ACK_PENDING, inactive_threshold: INACTIVE_THRESHOLD };
	const consumers = await consumersOf(manager, stream, group);
	const first = await firstUnhandled(manager, stream, subjects, consumers);
	const own = consumers.find((consumer) => consumer.name === name);
	const isLeftBehind = own?.num_waiting === 0 && first !== undefined && first > own.ack_floor.stream_seq + 1;
	// After a rollback: another set of subscriptions has handled the messages since.
	if (isLeftBehind) await manager.consumers.delete(stream, name);
	if (own && !isLeftBehind) await manager.consumers.update(stream, name, settings);
	else await create(manager, stream, { durable_name: name, filter_subjects: subjects, ...settings }, first);
	for (const { config, name: other } of consumers)
		if (other !== name && !config.inactive_threshold)
			await manager.consumers.update(stream, other, { inactive_threshold: INACTIVE_THRESHOLD });
	return name;
}

async function create(
	manager: JetStreamManager,
	stream: string,
	config: Partial<ConsumerConfig>,
	first: number | undefined,
): Promise<void> {
	const start = first === undefined ? undefined : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: first };
	const policy = { ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.All, max_deliver: -1, ...start };
	try {
		await manager.consumers.add(stream, { ...config, ...policy });
	} catch (error) {
		// Another member has created it meanwhile.
		if (!CONSUMER_EXISTS.includes(errorCode(error))) throw error;
	}
}

async function consumersOf(manager: JetStreamManager, stream: string, group: string): Promise<ConsumerInfo[]> {
	const found: ConsumerInfo[] = [];
	for await (const consumer of manager.consumers.list(stream)) if (groupOf(consumer.name) === group) found.push(consumer);
	return found;
}

/** The first message in the stream that the group may not have handled yet. Undefined for a new group. */
async function firstUnhandled(manager: JetStreamManager, stream: string, subjects: string[], consumers: ConsumerInfo[]) {
	if (consumers.length === 0) return undefined;
	const starts = subjects.map((subject) => {
		const handled = consumers.filter(({ config }) => subjectsOf(config).includes(subject)).map(({ ack_floor }) => ack_floor.stream_seq);
		return handled.length > 0 ? Math.max(...handled) + 1 : firstOf(manager, stream, subject);
	});
	const found = (await Promise.all(starts)).filter((sequence) => sequence !== undefined);
	return found.length > 0 ? Math.min(...found) : undefined;
}

const subjectsOf = ({ filter_subject, filter_subjects }: ConsumerConfig): string[] =>
	filter_subjects ?? (filter_subject ? [filter_subject] : []);

async function firstOf(manager: JetStreamManager, stream: string, subject: string): Promise<number | undefined> {
	const query = { seq: 1, next_by_subj: subject } as unknown as MsgRequest; // the types lack it
	try {
		return (await manager.streams.getMessage(stream, query)).seq;
	} catch (error) {
		if (errorCode(error) === NO_MESSAGE) return undefined;
		throw error;
	}
}
