import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Rider } from "./rider.ts";

export const show = ({ state: { id, job, lat, lng, name, onShift }, version }: ActorDocument<Rider>) => ({
	id,
	name,
	onShift,
	lat,
	lng,
	orderId: job?.orderId ?? null,
	version,
});
