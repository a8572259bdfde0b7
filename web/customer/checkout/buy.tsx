import { useEffect } from "preact/hooks";
import type { Store } from "../../../contracts/store.ts";
import { won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { linkTo } from "../../shared/route.ts";
import { session } from "../../shared/session.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { ForRole } from "../../shared/ui/ForRole.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Blocker } from "../menu/cart.ts";
import { texts } from "../texts.ts";
import * as views from "../views.ts";
import { buy, buying, discardPurchase, purchase } from "./buying.ts";
import { PayForm } from "./pay.tsx";
import { payChoice } from "./paying.ts";
import type { OrderBody } from "./purchase.ts";

interface BuyProps {
	store: Store;
	body: OrderBody;
	total: number;
	blocker: Blocker | undefined;
	/** Estimated time, as text. */
	wait: string;
	cancelRule: string;
}

/** The outcome of a sent order is unknown. A new order is not offered until it is known. */
const Unconfirmed = ({ total }: { total: number }) => (
	<>
		<Banner tone="warn">{texts.value.unconfirmed(won(total))}</Banner>
		<ProblemNote problem={buying.problem.value} />
		<CommandButton command={buying} look="main" wide>
			{texts.value.confirm}
		</CommandButton>
		<a class="button" href={linkTo("mypage")}>
			{texts.value.checkFirst}
		</a>
		<Button look="quiet" onPress={discardPurchase}>
			{texts.value.discard}
		</Button>
	</>
);

const labelOf = ({ body, store, total }: BuyProps): string => {
	const t = texts.value;
	const seconds = buying.waitSeconds;
	if (buying.isSending.value) return `${shared.value.sending} …`;
	if (seconds > 0) return shared.value.againIn(seconds);
	return (body.payment.timing === "prepaid" ? t.payHere : t.orderHere)(inLanguage(store.name), won(total));
};

const Ready = (props: BuyProps) => {
	const { body, cancelRule, blocker, total, wait } = props;
	const isPrepaid = body.payment.timing === "prepaid";
	const isOff = blocker !== undefined || buying.isSending.value || buying.waitSeconds > 0;
	const press = () => {
		void views.order.load();
		buy({ body, total, pay: isPrepaid ? payChoice.value : undefined });
	};
	return (
		<>
			{isPrepaid ? <PayForm /> : <p>{texts.value.onReceipt}</p>}
			<ProblemNote problem={buying.problem.value} />
			{blocker && (
				<p class="small muted" role="status">
					{texts.value.blockers[blocker]}
				</p>
			)}
			<Button look="main" wide isOff={isOff} onPress={press}>
				<span>{labelOf(props)}</span>
				<small>{[wait, cancelRule].filter(Boolean).join(" · ")}</small>
			</Button>
			{buying.isSending.value && (
				<p class="small" role="status">
					{texts.value.confirming}
				</p>
			)}
		</>
	);
};

/** The last step of a cart or a parcel, with price, time and cancellation rule on the button. */
export const Buy = (props: BuyProps) => {
	useEffect(() => () => void (buying.isSending.peek() || buying.reset()), []);
	if (props.blocker === "closed") return <Banner tone="warn">{texts.value.blockers.closed}</Banner>;
	const sent = buying.isSending.value ? undefined : purchase.value;
	return (
		<>
			{!session.value && <p>{texts.value.signInFirst}</p>}
			<ForRole roles={["customer"]} canRegister>
				{sent ? <Unconfirmed total={sent.total} /> : <Ready {...props} />}
			</ForRole>
		</>
	);
};
