import { useState } from "preact/hooks";
import type { NewWebhook, Webhook } from "../../../contracts/webhook.ts";
import { del } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime } from "../../shared/format.ts";
import { linkTo, route } from "../../shared/route.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { ListCard } from "../ui/list-card.tsx";
import { useListing } from "../ui/listing.ts";
import type { Column } from "../ui/table.tsx";
import { NewWebhookForm, SecretDialog } from "./new-webhook.tsx";
import { WebhookDeliveries } from "./webhook-deliveries.tsx";
import { texts } from "./webhook-texts.ts";

const RemoveDialog = ({ onClose, onDone, webhook }: { webhook: Webhook; onClose: () => void; onDone: () => unknown }) => {
	const t = texts.value;
	const command = useCommand(() => del(`/v1/webhooks/${webhook.id}`));
	return (
		<Dialog title={t.removeOf(webhook.url)} onClose={onClose}>
			<p>{t.removeAsk}</p>
			<ProblemNote problem={command.problem.value} />
			<CommandButton
				command={command}
				look="danger"
				onDone={() => {
					onClose();
					return onDone();
				}}
			>
				{t.remove}
			</CommandButton>
		</Dialog>
	);
};

const columns = (remove: (webhook: Webhook) => void): Column<Webhook>[] => {
	const t = texts.value;
	return [
		{ head: t.url, cell: ({ url }) => url },
		{ head: t.events, cell: ({ events }) => (events.includes("*") ? t.all : t.chosen(events.length)) },
		{
			head: t.state,
			cell: ({ failingSince, status }) => (
				<>
					<StatusWord tone={status === "active" ? "good" : "danger"}>{t[status]}</StatusWord>
					{failingSince && <p class="wrong">{t.failingSince(dayAndTime(failingSince))}</p>}
				</>
			),
		},
		{ head: t.since, isNumber: true, cell: ({ createdAt }) => dayAndTime(createdAt) },
		{
			head: t.actions,
			cell: (webhook) => (
				<div class="row">
					<a class="button" href={linkTo("webhooks", webhook.id)}>
						{t.deliveries}
					</a>
					<Button look="danger" label={t.removeOf(webhook.url)} onPress={() => remove(webhook)}>
						{t.remove}
					</Button>
				</div>
			),
		},
	];
};

const WebhookList = () => {
	const t = texts.value;
	const listing = useListing<Webhook>("/v1/webhooks");
	const [created, setCreated] = useState<NewWebhook | undefined>();
	const [removing, setRemoving] = useState<Webhook | undefined>();
	const onCreated = (webhook: NewWebhook) => {
		setCreated(webhook);
		void listing.load();
	};
	return (
		<>
			<ListCard title={t.title} listing={listing} columns={columns(setRemoving)} none={t.none} />
			<NewWebhookForm onDone={onCreated} />
			{created && <SecretDialog webhook={created} onClose={() => setCreated(undefined)} />}
			{removing && <RemoveDialog webhook={removing} onClose={() => setRemoving(undefined)} onDone={listing.load} />}
		</>
	);
};

export const Webhooks = () => {
	const [, id] = route.value;
	return id === undefined ? <WebhookList /> : <WebhookDeliveries key={id} id={id} />;
};
