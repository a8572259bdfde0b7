import { useEffect, useMemo } from "preact/hooks";
import type { BlockedCustomer } from "../../../contracts/order.ts";
import { getAll } from "../api.ts";
import { Resource } from "../resource.ts";

const blocksPath = (storeId: string): string => `/v1/stores/${storeId}/blocked-customers`;

export const blockPath = (storeId: string, customerId: string): string => `${blocksPath(storeId)}/${customerId}`;

/** The customers whom a store has blocked. */
export function useBlocks(storeId: string): Resource<BlockedCustomer[]> {
	const blocks = useMemo(() => new Resource(blocksPath(storeId), () => getAll<BlockedCustomer>(blocksPath(storeId))), [storeId]);
	useEffect(() => void blocks.load(), [blocks]);
	return blocks;
}
