/** A message that an actor publishes: the sender's version and its state. */
export interface Message<State = unknown> {
	/** `<sender>/<version>`; redeliveries have the same id. */
	id: string;
	/** `<topic>.<past participle>`, declared in contracts/. */
	type: string;
	/** `<actor>/<key>`, for example `order/ord_1f3c…`. */
	sender: string;
	/** The sender's version after the change. It increases from message to message, with gaps. */
	version: number;
	at: number;
	/** Schema version of `data`. Consumers preserve unknown fields. */
	schema: number;
	/** The message that caused this one, and the originating request. */
	cause?: string;
	/** Earlier messages that it may depend on: the sender's previous one, and those that the sender has handled since. */
	after?: string[];
	/** The later messages of the same write, which a receiver of this one does not need: they carry the same state. */
	followedBy?: string[];
	request?: string;
	/** Repeats the sender's present state, for receivers that missed earlier messages. */
	republished?: true;
	data: State;
}

/** A serialized message as it is stored and published. */
export interface Envelope {
	id: string;
	type: string;
	sender: string;
	version: number;
	/** The order that it is about, if its sender serves many. */
	orderId?: string;
	json: string;
}

/** The key of a sender: `ord_1f3c…` of `order/ord_1f3c…`. */
export const keyOf = (sender: string): string => sender.slice(sender.indexOf("/") + 1);

/** The order that a message's data is about, unless its sender is a part of that order. */
export const orderOf = (sender: string, data: unknown): string | undefined => {
	const orderId = (data as { orderId?: unknown } | null | undefined)?.orderId;
	return typeof orderId === "string" && orderId !== keyOf(sender) ? orderId : undefined;
};

/** Messages in one lane keep their order. A busy sender, such as a store's stock, serves many orders, which do not wait for each other. */
export const laneOf = (sender: string, orderId: string | undefined): string => (orderId === undefined ? sender : `${sender} ${orderId}`);
