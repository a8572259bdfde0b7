import type { ServiceSchema } from "moleculer";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { become, ignore, type Rules } from "../../lib/actor/rules.ts";
import { actor } from "../../mixins/actor.ts";

export const PROBE = "probe";

/** What a probe knows of an order. */
export interface Seen {
	orderId: string;
	hasEnded: boolean;
}

type Command = { type: "see"; orderId: string; hasEnded: boolean };

const rules: Rules<Seen, Command> = {
	decide: (seen, { hasEnded, orderId }) => (seen && (seen.hasEnded || !hasEnded) ? ignore : become({ orderId, hasEnded })),
};

const placed = ({ id }: OrderSnapshot): [string, Command] => [id, { type: "see", orderId: id, hasEnded: false }];
const ended = ({ id }: OrderSnapshot): [string, Command] => [id, { type: "see", orderId: id, hasEnded: true }];

/** A service of which two versions run at once: the second one also subscribes to the ends of orders. */
export const probe = (version: number): ServiceSchema => ({
	name: PROBE,
	mixins: [
		actor<Seen, Command>({
			name: PROBE,
			rules,
			subscriptions: {
				"order.placed": placed,
				...(version === 1 ? undefined : { "order.completed": ended, "order.cancelled": ended, "order.rejected": ended }),
			},
		}) as ServiceSchema,
	],
});
