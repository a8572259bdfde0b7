import { useEffect, useState } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { RouteStrip } from "../history/route-strip.tsx";
import { storeName } from "../menu/store-names.ts";
import type { Following } from "./following.ts";
import { useFresh } from "./fresh.ts";
import type { Followed } from "./order-state.ts";
import { texts } from "./order-texts.ts";
import "./carrying.css";

const COPIED_MS = 3_000;
/** A new PIN is told by nobody. */
const FRESH_MS = 10_000;

type Told = NonNullable<Followed["delivery"]>;

/** A page without TLS may not write into the clipboard: there it is selected, to be copied by hand. */
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
		const forgetting = setTimeout(() => setIsCopied(false), COPIED_MS);
		return () => clearTimeout(forgetting);
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

const isHandedOver = (status: string): boolean => ["delivered", "cancelled", "failed"].includes(status);

/** The stream tells the place first, the delivery itself the rest. */
const latest = (loaded: Delivery, told: Told): Delivery =>
	told.asOf >= loaded.updatedAt ? { ...loaded, location: told.location, eta: told.eta, status: told.status as Delivery["status"] } : loaded;

const Carried = ({ following, order, told }: { following: Following; order: Followed; told: Told }) => {
	useFresh(following.delivery, FRESH_MS);
	const loaded = following.delivery.value.value;
	if (!loaded) return null;
	const delivery = latest(loaded, told);
	const isOnTheWay = ["accepted", "in_transit"].includes(delivery.status);
	return (
		<section class="card" aria-labelledby="carrying">
			<div class="row between">
				<h3 id="carrying">{texts.value.delivery}</h3>
				<StatusWord tone={isOnTheWay ? "good" : "info"}>{shared.value.delivery[delivery.status]}</StatusWord>
			</div>
			{isOnTheWay && (
				<RouteStrip delivery={delivery} fromName={order.kind === "parcel" ? (delivery.from?.address ?? "") : storeName(order.storeId)} />
			)}
			{isOnTheWay && delivery.pin && <Pin pin={delivery.pin} />}
		</section>
	);
};

/** Who brings it, from where, how far they are, and what they want to hear at the door. */
export const Carrying = ({ following, order }: { following: Following; order: Followed }) => {
	const told = order.delivery;
	if (!told || isHandedOver(told.status)) return null;
	return <Carried following={following} order={order} told={told} />;
};
