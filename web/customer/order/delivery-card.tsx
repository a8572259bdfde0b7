import { useEffect, useState } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { RouteStrip } from "../history/route-strip.tsx";
import { storeName } from "../menu/store-names.ts";
import type { TrackedOrder } from "./order-state.ts";
import { texts } from "./order-texts.ts";
import type { OrderTracker } from "./order-tracker.ts";
import { usePolling } from "./use-polling.ts";
import "./delivery-card.css";

const COPIED_MS = 3_000;
/** No event announces a new PIN. */
const POLL_MS = 10_000;

type DeliveryState = NonNullable<TrackedOrder["delivery"]>;

/** Pages without TLS have no clipboard API, so the text is selected and copied with `execCommand`. */
async function copyFrom(element: HTMLElement): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(element.textContent);
		return true;
	} catch {
		getSelection()?.selectAllChildren(element);
		return document.execCommand("copy");
	}
}

const Pin = ({ pin }: { pin: string }) => {
	const [isCopied, setIsCopied] = useState(false);
	useEffect(() => {
		if (!isCopied) return;
		const timer = setTimeout(() => setIsCopied(false), COPIED_MS);
		return () => clearTimeout(timer);
	}, [isCopied]);
	const copy = async () => setIsCopied(await copyFrom(document.getElementById("pin")!));
	return (
		<div class="pin">
			<div>
				<p class="muted small" id="pin-label">
					{texts.value.pin}
				</p>
				<output class="pin-number" id="pin" aria-labelledby="pin-label">
					{pin}
				</output>
			</div>
			<Button onPress={copy}>
				{isCopied ? texts.value.copied : texts.value.copy}
				<span class="unseen">{texts.value.pin}</span>
			</Button>
			<span class="unseen" role="status">
				{isCopied && texts.value.copied}
			</span>
			<p class="muted small">{texts.value.pinHint}</p>
		</div>
	);
};

const isOver = (status: string): boolean => ["delivered", "cancelled", "failed"].includes(status);

/** Events carry the rider's location first; the delivery has the rest. */
const latest = (loaded: Delivery, streamed: DeliveryState): Delivery =>
	streamed.asOf >= loaded.updatedAt
		? { ...loaded, location: streamed.location, eta: streamed.eta, status: streamed.status as Delivery["status"] }
		: loaded;

const Card = ({ tracker, order, streamed }: { tracker: OrderTracker; order: TrackedOrder; streamed: DeliveryState }) => {
	usePolling(tracker.delivery, POLL_MS);
	const loaded = tracker.delivery.value.value;
	if (!loaded) return null;
	const delivery = latest(loaded, streamed);
	const isOnTheWay = ["accepted", "in_transit"].includes(delivery.status);
	return (
		<section class="card" aria-labelledby="delivery">
			<div class="row between">
				<h3 id="delivery">{texts.value.delivery}</h3>
				<StatusWord tone={isOnTheWay ? "good" : "info"}>{shared.value.delivery[delivery.status]}</StatusWord>
			</div>
			{isOnTheWay && (
				<RouteStrip delivery={delivery} fromName={order.kind === "parcel" ? (delivery.from?.address ?? "") : storeName(order.storeId)} />
			)}
			{isOnTheWay && delivery.pin && <Pin pin={delivery.pin} />}
		</section>
	);
};

/** The delivery under way: status, rider's location and the PIN for the handover. */
export const DeliveryCard = ({ tracker, order }: { tracker: OrderTracker; order: TrackedOrder }) => {
	const streamed = order.delivery;
	if (!streamed || isOver(streamed.status)) return null;
	return <Card tracker={tracker} order={order} streamed={streamed} />;
};
