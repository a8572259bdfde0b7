import type { Service, ServiceSchema } from "moleculer";
import type { StoredDeadLetter } from "../contracts/inspection.ts";
import type { MessageType } from "../contracts/messages.ts";
import { withMessageContext } from "../lib/broker/request-context.ts";
import { config } from "../lib/config/config.ts";
import type { Handler } from "../lib/messaging/bus.ts";
import { showDeadLetters, storeDeadLetter } from "../lib/messaging/dead-letters.ts";
import { poisonGuardIn } from "../lib/messaging/poison-guard.ts";
import { DbService } from "../lib/storage/db-service.ts";
import { openAdapter, type StoreAdapter } from "../lib/storage/open.ts";
import { deadLetterActions, type Subscriber } from "./dead-letters.ts";

/** What the mixin gives to the handlers of a service. */
export interface Listener {
	adapter: StoreAdapter;
	/** Hears messages from now on; what the handler cannot take in after all attempts is set aside. */
	listen(types: MessageType[], handler: Handler): Promise<void>;
}

interface Inside extends Listener, Subscriber {
	broker: Service["broker"];
	logger: Service["logger"];
}

/** Makes a Moleculer service of a reader of messages: what it knows is made of what others say, and it says nothing itself. */
export function listener({ group, name }: { group: string; name: string }): Partial<ServiceSchema> {
	const schema = {
		mixins: [DbService],
		metadata: { group },
		actions: deadLetterActions,

		merged(merged: { adapter?: StoreAdapter; name: string }) {
			merged.adapter = openAdapter(config.storeUrl(merged.name));
		},

		methods: {
			async listen(this: Inside, types: MessageType[], handler: Handler) {
				const deadLetters = await this.adapter.table<StoredDeadLetter>({ name: `${name}_dead_letters` });
				Object.assign(this, { deadLetters, handle: handler });
				showDeadLetters(group, deadLetters);
				const poisonGuard = poisonGuardIn(await this.adapter.table({ name: `${name}_suspects` }));
				await this.broker.bus.subscribe({
					group,
					types,
					handler: withMessageContext(handler, this.logger),
					deadLetter: (dead) => storeDeadLetter(deadLetters, dead),
					poisonGuard,
				});
			},
		},
	};
	return schema as unknown as Partial<ServiceSchema>;
}
