export interface ServerEvent {
	id: string | undefined;
	type: string;
	data: string;
}

/** Takes the text of an event stream piece by piece, and gives the events that are complete. */
export class EventLines {
	#rest = "";

	take(piece: string): ServerEvent[] {
		const blocks = (this.#rest + piece).split(/\r?\n\r?\n/);
		this.#rest = blocks.pop()!;
		return blocks.flatMap(eventIn);
	}
}

function eventIn(block: string): ServerEvent[] {
	const fields = new Map<string, string>();
	for (const line of block.split(/\r?\n/)) {
		const [, name, value = ""] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
		if (name) fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
	}
	const data = fields.get("data");
	return data === undefined ? [] : [{ id: fields.get("id"), type: fields.get("event") ?? "message", data }];
}
