import type { StoreOrder } from "../../../contracts/store-order.ts";

/** How an order leaves the store. */
export type Way = "pickup" | "delivery" | "parcel";

export const wayOf = ({ fulfilment, kind }: Pick<StoreOrder, "fulfilment" | "kind">): Way => (kind === "parcel" ? "parcel" : fulfilment);

const SHAPES: Record<Way, string> = {
	pickup: "M6 8h12l-1 12H7zM9 8V6a3 3 0 0 1 6 0v2",
	delivery: "M3 16h2m4 0h6m-9 1a2 2 0 1 0 0 .1m11-.1a2 2 0 1 0 0 .1M4 13h9V7h3l4 5v4h-2",
	parcel: "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
};

export const WayIcon = ({ way }: { way: Way }) => (
	<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" class="way-icon">
		<path d={SHAPES[way]} fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round" />
	</svg>
);
