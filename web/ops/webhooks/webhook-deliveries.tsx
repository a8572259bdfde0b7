import type { Webhook, WebhookDelivery } from "../../../contracts/webhook.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime, exactTime } from "../../shared/format.ts";
import { useResource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { happeningOf } from "../orders/happenings.ts";
import { useEvery } from "../status/snapshots.ts";
import { ListCard } from "../ui/list-card.tsx";
import { useListing } from "../ui/listing.ts";
import type { Column } from "../ui/table.tsx";
import { texts } from "./webhook-texts.ts";

const EVERY_MS = 3_000;

const TONES: Record<WebhookDelivery["status"], Tone> = { waiting: "warn", sending: "info", delivered: "good", failed: "danger" };

const LastAnswer = ({ attempts }: WebhookDelivery) => {
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
				label={`${texts.value.redeliver}: ${happeningOf(delivery.type)} ${delivery.id.slice(-6)}`}
			>
				{texts.value.redeliver}
			</CommandButton>
			<ProblemNote problem={command.problem.value} />
		</>
	);
};

const columns = (webhookId: string, onDone: () => unknown): Column<WebhookDelivery>[] => {
	const said = texts.value;
	return [
		{ head: said.event, cell: ({ type }) => happeningOf(type) },
		{ head: said.at, cell: ({ createdAt }) => dayAndTime(createdAt) },
		{ head: said.state, cell: ({ status }) => <StatusWord tone={TONES[status]}>{said.status[status]}</StatusWord> },
		{ head: said.attempts, isNumber: true, cell: ({ attempts }) => attempts.length },
		{ head: said.lastAnswer, cell: (delivery) => <LastAnswer {...delivery} /> },
		{ head: said.next, cell: ({ nextAttemptAt }) => (nextAttemptAt ? dayAndTime(nextAttemptAt) : "–") },
		{ head: said.actions, cell: (delivery) => <Redeliver webhookId={webhookId} delivery={delivery} onDone={onDone} /> },
	];
};

export const WebhookDeliveries = ({ id }: { id: string }) => {
	const said = texts.value;
	const webhook = useResource<Webhook>(`/v1/webhooks/${id}`);
	const listing = useListing<WebhookDelivery>(`/v1/webhooks/${id}/deliveries`);
	useEvery(EVERY_MS, listing.refresh);
	return (
		<>
			<div class="row">
				<a class="button quiet" href={linkTo("webhooks")}>
					← {said.backToList}
				</a>
				<strong>{webhook.value.value?.url}</strong>
			</div>
			<ProblemNote problem={webhook.problem.value} />
			<ListCard title={said.deliveries} listing={listing} columns={columns(id, listing.refresh)} none={said.noDeliveries} />
		</>
	);
};
