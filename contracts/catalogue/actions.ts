import { account } from "../account.ts";
import { brew } from "../brew.ts";
import { customerLevel } from "../customer-level.ts";
import { delivery, deliveryStore } from "../delivery.ts";
import { eventLog } from "../event-log.ts";
import { idempotency } from "../idempotency.ts";
import { catalogue, orderCatalogue } from "../menu/catalogue.ts";
import { mypage } from "../mypage.ts";
import type { NamedAction } from "../notation/contract.ts";
import { notification } from "../notification.ts";
import { ops } from "../ops.ts";
import { order, orderLimits, orderMenu } from "../order.ts";
import { payment } from "../payment.ts";
import { place } from "../place.ts";
import { quote } from "../quote.ts";
import { rider } from "../rider.ts";
import { stock } from "../stock.ts";
import { store } from "../store.ts";
import { storeOrder } from "../store-order.ts";
import { webhook } from "../webhook.ts";

/** All declared actions. The gateway matches routes in this order, so the busiest services come first. */
export const ACTIONS: NamedAction[] = [
	order,
	orderMenu,
	orderCatalogue,
	orderLimits,
	payment,
	store,
	catalogue,
	storeOrder,
	stock,
	brew,
	quote,
	rider,
	delivery,
	deliveryStore,
	place,
	account,
	customerLevel,
	mypage,
	notification,
	webhook,
	eventLog,
	ops,
	idempotency,
].flatMap((contract) => Object.values<NamedAction>(contract));
