import type { Webhook, WebhookDelivery } from "../../../contracts/webhook.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime, exactTime } from "../../shared/format.ts";
import { useResource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { eventName } from "../orders/events.ts";
import { usePolling } from "../status/overview.ts";
import { ListCard } from "../ui/list-card.tsx";
import { useListing } from "../ui/listing.ts";
import type { Column } from "../ui/table.tsx";
import { texts } from "./webhook-texts.ts";

const POLL_MS = 3_000;

const TONES: Record<WebhookDelivery["status"], Tone> = { waiting: "warn", sending: "info", delivered: "good", failed: "danger" };

const LastResponse = ({ attempts }: WebhookDelivery) => {
	const last = attempts.at(-1);
	if (!last) return <>–</>;
	return (
		<>
			{last.status ?? <span class="wrong">{last.error}</span>}{" "}
			<span class="muted small">
				{exactTime(last.at)} · {texts.value.tookMs(last.tookMs)}
			</span>
		</>
	);
};

interface RedeliverProps {
	webhookId: string;
	delivery: WebhookDelivery;
	onDone: () => unknown;
}

const Redeliver = ({ delivery, onDone, webhookId }: RedeliverProps) => {
	const command = useCommand((key) => post(`/v1/webhooks/${webhookId}/deliveries/${delivery.id}/redeliver`, undefined, key));
	return (
		<>
			<CommandButton
				command={command}
				onDone={onDone}
				label={`${texts.value.redeliver}: ${eventName(delivery.type)} ${delivery.id.slice(-6)}`}
			>
				{texts.value.redeliver}
			</CommandButton>
			<ProblemNote problem={command.problem.value} />
		</>
	);
};

const columns = (webhookId: string, onDone: () => unknown): Column<WebhookDelivery>[] => {
	const t = texts.value;
	return [
		{ head: t.event, cell: ({ type }) => eventName(type) },
		{ head: t.at, cell: ({ createdAt }) => dayAndTime(createdAt) },
		{ head: t.state, cell: ({ status }) => <StatusWord tone={TONES[status]}>{t.status[status]}</StatusWord> },
		{ head: t.attempts, isNumber: true, cell: ({ attempts }) => attempts.length },
		{ head: t.lastAnswer, cell: (delivery) => <LastResponse {...delivery} /> },
		{ head: t.next, cell: ({ nextAttemptAt }) => (nextAttemptAt ? dayAndTime(nextAttemptAt) : "–") },
		{ head: t.actions, cell: (delivery) => <Redeliver webhookId={webhookId} delivery={delivery} onDone={onDone} /> },
	];
};

export const WebhookDeliveries = ({ id }: { id: string }) => {
	const t = texts.value;
	const webhook = useResource<Webhook>(`/v1/webhooks/${id}`);
	const listing = useListing<WebhookDelivery>(`/v1/webhooks/${id}/deliveries`);
	usePolling(POLL_MS, listing.refresh);
	return (
		<>
			<div class="row">
				<a class="button quiet" href={linkTo("webhooks")}>
					← {t.backToList}
				</a>
				<strong>{webhook.value.value?.url}</strong>
			</div>
			<ProblemNote problem={webhook.problem.value} />
			<ListCard title={t.deliveries} listing={listing} columns={columns(id, listing.refresh)} none={t.noDeliveries} />
		</>
	);
};
