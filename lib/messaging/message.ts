/** What one actor says to all who listen: "this sender is now at this version, in this state". */
export interface Message<State = unknown> {
	/** `<sender>/<version>`: the same message, however often it is sent. */
	id: string;
	/** `<service>.<what happened>`, declared in contracts/. */
	type: string;
	/** `<actor>/<key>`, for instance `order/ord_1f3c…`. */
	sender: string;
	/** The sender's version after the change; it counts up by at least one from message to message. */
	version: number;
	at: number;
	/** Schema of `data`; a reader keeps the fields it does not know. */
	schema: number;
	/** The message that led to this one, and the request at the start of the chain. */
	cause?: string;
	request?: string;
	data: State;
}

/** A message as it is stored and sent: made once, parsed by whoever listens. */
export interface Envelope {
	id: string;
	type: string;
	sender: string;
	version: number;
	json: string;
}

export const keyOf = (sender: string): string => sender.slice(sender.indexOf("/") + 1);
