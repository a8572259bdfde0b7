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
	const said = texts.value;
	const command = useCommand(() => del(`/v1/webhooks/${webhook.id}`));
	return (
		<Dialog title={said.removeOf(webhook.url)} onClose={onClose}>
			<p>{said.removeAsk}</p>
			<ProblemNote problem={command.problem.value} />
			<CommandButton
				command={command}
				look="danger"
				onDone={() => {
					onClose();
					return onDone();
				}}
			>
				{said.remove}
			</CommandButton>
		</Dialog>
	);
};

const columns = (remove: (webhook: Webhook) => void): Column<Webhook>[] => {
	const said = texts.value;
	return [
		{ head: said.url, cell: ({ url }) => url },
		{ head: said.events, cell: ({ events }) => (events.includes("*") ? said.all : said.chosen(events.length)) },
		{
			head: said.state,
			cell: ({ failingSince, status }) => (
				<>
					<StatusWord tone={status === "active" ? "good" : "danger"}>{said[status]}</StatusWord>
					{failingSince && <p class="wrong">{said.failingSince(dayAndTime(failingSince))}</p>}
				</>
			),
		},
		{ head: said.since, isNumber: true, cell: ({ createdAt }) => dayAndTime(createdAt) },
		{
			head: said.actions,
			cell: (webhook) => (
				<div class="row">
					<a class="button" href={linkTo("webhooks", webhook.id)}>
						{said.deliveries}
					</a>
					<Button look="danger" label={said.removeOf(webhook.url)} onPress={() => remove(webhook)}>
						{said.remove}
					</Button>
				</div>
			),
		},
	];
};

const WebhookList = () => {
	const said = texts.value;
	const listing = useListing<Webhook>("/v1/webhooks");
	const [made, setMade] = useState<NewWebhook | undefined>();
	const [leaving, setLeaving] = useState<Webhook | undefined>();
	const learn = (webhook: NewWebhook) => {
		setMade(webhook);
		void listing.load();
	};
	return (
		<>
			<ListCard title={said.title} listing={listing} columns={columns(setLeaving)} none={said.none} />
			<NewWebhookForm onDone={learn} />
			{made && <SecretDialog webhook={made} onClose={() => setMade(undefined)} />}
			{leaving && <RemoveDialog webhook={leaving} onClose={() => setLeaving(undefined)} onDone={listing.load} />}
		</>
	);
};

export const Webhooks = () => {
	const [, id] = route.value;
	return id === undefined ? <WebhookList /> : <WebhookDeliveries key={id} id={id} />;
};
