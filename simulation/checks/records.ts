import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { LoggedEvent } from "../../contracts/event-log.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Ticket } from "../../services/brew/brew.ts";
import type { Customer } from "../../services/customer-level/customer-level.ts";
import type { Rider } from "../../services/delivery/rider.ts";
import { BATCHES, type Batch } from "../../services/mypage/journal.ts";
import type { OrderParts } from "../../services/ops/audit.ts";
import type { SimulatedCharge } from "../../services/payment/providers/simulated.ts";
import type { Stock } from "../../services/stock/stock.ts";
import type { Disk } from "../storage/disk.ts";

/** Everything that the services have stored, read without them. */
export class Records {
	readonly disks: ReadonlyMap<string, Disk>;

	constructor(disks: ReadonlyMap<string, Disk>) {
		this.disks = disks;
	}

	all<State>(service: string, collection = service): ActorDocument<State>[] {
		return [...(this.disks.get(service)?.collection(collection).all<State>() ?? [])];
	}

	states<State>(service: string, collection = service): State[] {
		return this.all<State>(service, collection).map(({ state }) => state);
	}

	find<State>(service: string, id: string): State | undefined {
		return (this.disks.get(service)?.collection(service).load(id)?.state as State | undefined) ?? undefined;
	}

	get orders(): OrderSnapshot[] {
		return this.states("order");
	}
	get payments(): PaymentSnapshot[] {
		return this.states("payment");
	}
	get tickets(): Ticket[] {
		return this.states("brew");
	}
	get stocks(): Stock[] {
		return this.states("stock");
	}
	get riders(): Rider[] {
		return this.states("rider");
	}
	get customers(): Customer[] {
		return this.states("customer-level", "customer");
	}
	/** In the order of the log. */
	get events(): LoggedEvent[] {
		const batches = this.states<Batch>("event-log", BATCHES.name);
		return batches.toSorted((a, b) => a.first - b.first).flatMap(({ events }) => events);
	}
	get charges(): SimulatedCharge[] {
		return this.states("payment", "simulated_provider");
	}

	/** Each order with everything that belongs to it, as the audit sees it. */
	get parts(): OrderParts[] {
		const reserved = new Set(this.stocks.flatMap((stock) => Object.keys(stock.reserved)));
		return this.orders.map((order) => ({
			order,
			payment: this.find<PaymentSnapshot>("payment", order.id),
			store: this.find<StoreOrderSnapshot>("store-order", order.id),
			brew: this.find<BrewSnapshot>("brew", order.id),
			delivery: this.find<DeliverySnapshot>("delivery", order.id),
			reserved: reserved.has(order.id),
		}));
	}
}
