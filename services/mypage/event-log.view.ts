import type { LoggedEvent, NumberedEvent } from "../../contracts/event-log.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { showSnapshot } from "../../lib/domain/snapshot-view.ts";

export const showInFeed = ({ at, data, id, orderId, seq, type }: NumberedEvent) => ({
	seq,
	id,
	type,
	orderId,
	at: iso(at),
	data: showSnapshot(data),
});
export const showInHistory = ({ at, data, id, type, version }: LoggedEvent) => ({
	id,
	type,
	at: iso(at),
	version,
	data: showSnapshot(data),
});
