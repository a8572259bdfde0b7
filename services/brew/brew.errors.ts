import { Refusal } from "../../lib/domain/refusal.ts";

export class AlreadyBrewing extends Refusal {
	constructor(orderId: string, status: string) {
		super("already_brewing", `Ticket ${orderId} is ${status}.`, { orderId, status });
	}
}

export class NotBrewing extends Refusal {
	constructor(orderId: string, status: string) {
		super("not_brewing", `Ticket ${orderId} is ${status}, not brewing.`, { orderId, status });
	}
}

export class BrewCancelled extends Refusal {
	constructor(orderId: string, status: string) {
		super("brew_cancelled", `Ticket ${orderId} is ${status}.`, { orderId, status });
	}
}

export class StockUnconfirmed extends Refusal {
	override readonly isEarly = true;

	constructor(orderId: string) {
		super("stock_unconfirmed", `The stock for ticket ${orderId} is not reserved yet.`, { orderId });
	}
}

export class BrewScheduled extends Refusal {
	constructor(orderId: string) {
		super("brew_scheduled", `Order ${orderId} is scheduled for later.`, { orderId });
	}
}
