import { type Caller, isStaffOf } from "../auth/caller.ts";

interface Happening {
	type: string;
	data: { customerId?: unknown; storeId?: unknown };
}

/** Of an order that a rider carries, its money and its making are for its customer and its store alone. */
export const isFor = (caller: Caller, { data: { customerId, storeId }, type }: Happening): boolean =>
	!/^(payment|brew)\./.test(type) || customerId === caller.accountId || isStaffOf(caller, String(storeId));
