import type { OrderStatus } from "../../../contracts/order.ts";
import { texts } from "../../shared/texts.ts";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";

const TONES: Record<OrderStatus, Tone> = {
	placed: "warn",
	submitted: "info",
	accepted: "info",
	preparing: "info",
	ready: "good",
	in_transit: "good",
	completed: "plain",
	cancelled: "danger",
	rejected: "danger",
};

export const OrderWord = ({ status }: { status: OrderStatus }) => <StatusWord tone={TONES[status]}>{texts.value.order[status]}</StatusWord>;
