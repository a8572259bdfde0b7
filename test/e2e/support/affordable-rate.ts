import type { Fleet } from "../../../scripts/drill/fleet.ts";
import { eventually } from "../../support/eventually.ts";
import { people } from "./api.ts";

const ORDERS = 10;
const MAX_PER_SECOND = 10;
/** Customers make further requests, and restarting nodes need CPU as well. */
const SHARE_FOR_PLACING = 0.1;
const ORDER = { storeId: "hongdae", kind: "goods", lines: [{ productId: "latte", quantity: 1 }], payment: { timing: "on_receipt" } };

/** The customers per second that this machine can serve, measured by placing orders sequentially. */
export const affordableRate = async (fleet: Fleet): Promise<number> => {
	const { customer } = await people(fleet.addresses[0]!);
	const place = async (): Promise<number> => {
		const startedAt = performance.now();
		expect((await customer.post("/v1/orders", ORDER)).status).toBe(201);
		return performance.now() - startedAt;
	};
	await eventually(place);
	const times: number[] = [];
	for (let count = 0; count < ORDERS; count++) times.push(await eventually(place));
	const median = times.toSorted((one, other) => one - other)[ORDERS / 2]!;
	return Math.min(MAX_PER_SECOND, (SHARE_FOR_PLACING * 1_000) / median);
};
