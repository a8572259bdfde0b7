import type { Envelope, Message } from "../../../lib/messaging/message.ts";

export const aMessage = (sender: string, version: number, type: string, data: unknown, change: Partial<Message> = {}): Message => ({
	id: `${sender}/${version}`,
	type,
	sender,
	version,
	at: 1_000 + version,
	schema: 1,
	data,
	...change,
});

export const envelopeOf = (message: Message): Envelope => ({
	id: message.id,
	type: message.type,
	sender: message.sender,
	version: message.version,
	json: JSON.stringify(message),
});

/** Shuffles a copy; the order depends only on `random`. */
export const shuffled = <T>(items: T[], random: () => number): T[] => {
	const copy = [...items];
	for (let index = copy.length - 1; index > 0; index--) {
		const other = Math.floor(random() * (index + 1));
		[copy[index], copy[other]] = [copy[other]!, copy[index]!];
	}
	return copy;
};

/** Mulberry32: a reproducible sequence of numbers in [0, 1). */
export const randomFrom = (seed: number) => {
	let state = seed;
	return (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
};
