import { type Caller, isStaffOf } from "./caller.ts";

interface OrderEvent {
	type: string;
	data: { customerId?: unknown; storeId?: unknown };
}

/** Riders cannot read payment or brewing events of the orders that they deliver. */
export const canReadEvent = (caller: Caller, { data: { customerId, storeId }, type }: OrderEvent): boolean =>
	!/^(payment|brew)\./.test(type) || customerId === caller.accountId || isStaffOf(caller, String(storeId));
