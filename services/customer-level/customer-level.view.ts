import { iso } from "../../lib/domain/iso-time.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { type Customer, levelOf, quantityToNextLevel } from "./customer-level.ts";
import type { Entry } from "./ledger.ts";

export const show = ({ state: { level, name, score }, version }: ActorDocument<Customer>) => ({
	name,
	level,
	nextLevel: levelOf(score),
	score,
	quantityToNextLevel: quantityToNextLevel(score),
	version,
});

export const showEntry = ({ at, delta, orderId, reason }: Entry) => ({ orderId, delta, reason, at: iso(at) });
