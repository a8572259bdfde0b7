import type { ServiceSchema } from "moleculer";
import { type BlockedCustomer, order, orderLimits } from "../../contracts/order.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { decodeCursor, encodeCursor } from "../../lib/domain/cursor.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { DbService } from "../../lib/storage/db-service.ts";
import { openAdapter, type StoreAdapter } from "../../lib/storage/open.ts";
import type { Table } from "../../lib/storage/table.ts";
import { OpenOrders } from "./limits/open-orders.ts";
import { CustomerBlocked } from "./order.errors.ts";
import { hasEnded, type Order } from "./order.ts";

interface Methods {
	adapter: StoreAdapter;
	blocks: Table<BlockedCustomer>;
	openOrders: OpenOrders;
}

const BLOCKS = { name: "blocked_customers", indexes: { store: ["storeId"] } };
const idOf = ({ customerId, storeId }: { customerId: string; storeId: string }): string => `${storeId}/${customerId}`;

/** moleculer-db connects the storage. */
const stored = {
	mixins: [DbService],
	merged(schema: { adapter?: StoreAdapter }) {
		schema.adapter = openAdapter(config.storeUrl("order-limits"));
	},
} as unknown as Partial<ServiceSchema>;

/** Who may order: the customers whom stores have blocked, and the unpaid orders that each customer has open. */
export default {
	name: "order-limits",
	mixins: [contracted(orderLimits), stored],
	actions: {
		async block({ meta, params: { customerId, reason, storeId } }) {
			const block = { storeId, customerId, reason, by: meta.caller.accountId, at: iso(Date.now()) };
			await this.blocks.update(idOf(block), () => block);
			this.logger.info(`${block.by} blocked ${customerId} at ${storeId}.`);
			return block;
		},
		async unblock({ meta, params }) {
			if (!(await this.blocks.remove(idOf(params)))) throw new NotFound("blocked customer");
			this.logger.info(`${meta.caller.accountId} unblocked ${params.customerId} at ${params.storeId}.`);
		},
		async blocked({ params: { cursor, limit, storeId } }) {
			const after = cursor === undefined ? undefined : { after: decodeCursor(cursor) };
			const rows = await this.blocks.scan({ where: { storeId }, limit: limit + 1, ...after });
			const shown = rows.slice(0, limit);
			return { items: shown.map(({ value }) => value), nextCursor: rows.length > limit ? encodeCursor(shown.at(-1)!.id) : null };
		},
		async admit({ params }) {
			const { customerId, orderId, storeId } = params;
			if (await this.blocks.get(idOf(params))) throw new CustomerBlocked(customerId, storeId);
			if (orderId !== undefined) await this.openOrders.add(customerId, orderId, config.openOrders, Date.now());
		},
	},
	async started() {
		this.blocks = await this.adapter.table(BLOCKS);
		this.openOrders = new OpenOrders(await this.adapter.table({ name: "open_orders" }), async (orderId) => {
			const found = await call(this.broker, order.snapshot, { orderId });
			return found ? { isOpen: !hasEnded(found as Order), level: found.level } : undefined;
		});
	},
} satisfies Implements<typeof orderLimits, Methods>;
