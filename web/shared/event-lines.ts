export interface ServerEvent {
	id: string | undefined;
	type: string;
	data: string;
}

/** Parses the text of an event stream chunk by chunk and returns the completed events. */
export class EventLines {
	#rest = "";

	take(chunk: string): ServerEvent[] {
		const blocks = (this.#rest + chunk).split(/\r?\n\r?\n/);
		this.#rest = blocks.pop()!;
		return blocks.flatMap(parseEvent);
	}
}

function parseEvent(block: string): ServerEvent[] {
	const fields = new Map<string, string>();
	for (const line of block.split(/\r?\n/)) {
		const [, name, value = ""] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
		if (name) fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
	}
	const data = fields.get("data");
	return data === undefined ? [] : [{ id: fields.get("id"), type: fields.get("event") ?? "message", data }];
}
