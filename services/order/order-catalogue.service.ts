import { type CatalogueSnapshot, catalogue, orderCatalogue } from "../../contracts/menu/catalogue.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { LatestDocument } from "../../lib/storage/latest-document.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { type CatalogueUpdate, catalogueRules } from "./menu/known-menu.ts";

interface Methods extends ActorMethods<CatalogueSnapshot, CatalogueUpdate> {
	latest: LatestDocument<CatalogueSnapshot>;
	ask(): Promise<CatalogueSnapshot | null>;
}

const ID = "catalogue";
/** The longest that an order waits for a catalogue that is not known yet; ms. */
const TIMEOUT = 300;

export default {
	name: "order-catalogue",
	mixins: [
		contracted(orderCatalogue),
		actor({
			name: "order-catalogue",
			rules: catalogueRules,
			subscriptions: { "catalogue.changed": (catalogue) => [ID, { type: "update", catalogue }] },
		}),
	],
	actions: {
		async current() {
			this.latest ??= new LatestDocument(this.documents, ID);
			return (await this.latest.read())?.state ?? this.ask();
		},
	},
	methods: {
		/** A store service of the previous version has no catalogue: its stores sell products of their own. */
		async ask() {
			try {
				return (await call(this.broker, catalogue.snapshot, {}, { timeout: TIMEOUT, retries: 0 })).catalogue;
			} catch (error) {
				this.logger.debug(`The catalogue is unknown, ${catalogue.snapshot.name} failed: ${(error as Error).message}`);
				return null;
			}
		},
	},
} satisfies Implements<typeof orderCatalogue, Methods>;
