import type { Service, ServiceSchema } from "moleculer";
import type { MessageType } from "../contracts/catalogue/messages.ts";
import type { StoredDeadLetter } from "../contracts/inspection.ts";
import { withMessageContext } from "../lib/broker/request-context.ts";
import { config } from "../lib/config/config.ts";
import type { Handler, Subscription } from "../lib/messaging/bus.ts";
import { showDeadLetters, storeDeadLetter } from "../lib/messaging/dead-letters.ts";
import { poisonGuardIn } from "../lib/messaging/poison-guard.ts";
import { DbService } from "../lib/storage/db-service.ts";
import { openAdapter, type StoreAdapter } from "../lib/storage/open.ts";
import { deadLetterActions, oldDeadLetters, type Subscriber } from "./dead-letters.ts";
import { type Retention, retention } from "./retention.ts";

/** Members that the mixin adds to a service. */
export interface Projection {
	adapter: StoreAdapter;
	/** Subscribes to messages. Messages that the handler cannot process after all attempts are dead-lettered. */
	subscribe(types: MessageType[], handler: Handler): Promise<void>;
}

interface Inside extends Projection, Subscriber, Retention {
	broker: Service["broker"];
	logger: Service["logger"];
}

interface ProjectionOptions extends Pick<Subscription, "group" | "isConcurrent"> {
	name: string;
}

/** A projection: it consumes messages and publishes none. */
export function projection({ group, isConcurrent = false, name }: ProjectionOptions): Partial<ServiceSchema> {
	const schema = {
		mixins: [retention, DbService],
		metadata: { group },
		actions: deadLetterActions,

		merged(merged: { adapter?: StoreAdapter; name: string }) {
			merged.adapter = openAdapter(config.storeUrl(merged.name));
		},

		methods: {
			async subscribe(this: Inside, types: MessageType[], handler: Handler) {
				const deadLetters = await this.adapter.table<StoredDeadLetter>({ name: `${name}_dead_letters` });
				Object.assign(this, { deadLetters, handle: handler });
				showDeadLetters(group, deadLetters);
				this.retained.push(oldDeadLetters(`${name}_dead_letters`, deadLetters, this.logger));
				const poisonGuard = poisonGuardIn(await this.adapter.table({ name: `${name}_suspects` }));
				await this.broker.bus.subscribe({
					group,
					types,
					handler: withMessageContext(handler, this.logger),
					isConcurrent,
					deadLetter: (dead) => storeDeadLetter(deadLetters, dead),
					poisonGuard,
				});
			},
		},
	};
	return schema as unknown as Partial<ServiceSchema>;
}
