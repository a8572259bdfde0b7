import type { ServiceSchema } from "moleculer";
import { DbService } from "../lib/storage/db-service.ts";

/** What a service with a read side declares: `metadata.reads`, and the method that opens its collections. */
interface WithReads {
	openCollections(): Promise<void>;
}

export const readsOf = ({ metadata }: ServiceSchema): string[] => (metadata?.reads as string[] | undefined) ?? [];

/**
 * The reads of a service on their own: no subscriptions, timers, events or writes. A process with a gateway answers them from the
 * service's storage, so they need neither NATS nor a node of the service. The name marks it as internal: it is no node of the service.
 */
export const readSideOf = (schema: ServiceSchema): ServiceSchema => {
	const readSide = {
		name: schema.name,
		mixins: [schema],
		settings: { $noServiceNamePrefix: true },
		merged(merged: ServiceSchema) {
			const names = readsOf(schema);
			const actions = Object.entries(merged.actions ?? {}).filter(([name]) => names.includes(name));
			Object.assign(merged, {
				name: `$${schema.name}-reads`,
				actions: Object.fromEntries(actions.map(([name, action]) => [`${schema.name}.${name}`, action])),
				events: {},
				started: [DbService.started, openCollections],
			});
		},
	};
	return readSide as ServiceSchema;
};

function openCollections(this: WithReads): Promise<void> {
	return this.openCollections();
}
