import { useState } from "preact/hooks";
import type { NewWebhook } from "../../../contracts/webhook.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { eventNames } from "../orders/events.ts";
import { texts as ops } from "../texts.ts";
import { texts } from "./webhook-texts.ts";

interface EventsProps {
	chosen: ReadonlySet<string>;
	onChosen: (chosen: ReadonlySet<string>) => void;
}

const Events = ({ chosen, onChosen }: EventsProps) => {
	const toggle = (type: string) => {
		const next = new Set(chosen);
		if (!next.delete(type)) next.add(type);
		onChosen(next);
	};
	return (
		<fieldset class="choice events">
			<legend>{texts.value.choose}</legend>
			{Object.entries(eventNames.value).map(([type, name]) => (
				<label key={type} title={type}>
					<input type="checkbox" checked={chosen.has(type)} onChange={() => toggle(type)} />
					{name}
				</label>
			))}
		</fieldset>
	);
};

export const NewWebhookForm = ({ onDone }: { onDone: (webhook: NewWebhook) => void }) => {
	const t = texts.value;
	const [url, setUrl] = useState("");
	const [scope, setScope] = useState<"all" | "some">("all");
	const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
	const events = scope === "all" ? ["*"] : [...chosen];
	const command = useCommand(async (key) => {
		onDone((await post<NewWebhook>("/v1/webhooks", { url, events }, key)).body);
		setUrl("");
	});
	const problem = command.problem.value;
	const options = [
		{ value: "all", label: t.all },
		{ value: "some", label: t.some },
	] as const;
	return (
		<section class="card" aria-labelledby="new-webhook">
			<h2 id="new-webhook">{t.create}</h2>
			<Form look="stack" onSend={command.run}>
				<Field label={`${t.url} (https://…)`} value={url} onValue={setUrl} autoComplete="off" wrong={problem?.of("url")} takesFocus />
				<Choice legend={t.events} options={options} value={scope} onValue={setScope} />
				{scope === "some" && <Events chosen={chosen} onChosen={setChosen} />}
				<ProblemNote problem={problem} />
				<div>
					<CommandButton command={command} look="main" isOff={url.trim() === "" || events.length === 0}>
						{t.submit}
					</CommandButton>
				</div>
			</Form>
		</section>
	);
};

/** The server returns the secret only once. */
export const SecretDialog = ({ onClose, webhook }: { webhook: NewWebhook; onClose: () => void }) => {
	const t = texts.value;
	const [isCopied, setIsCopied] = useState(false);
	const copy = async () => {
		await navigator.clipboard.writeText(webhook.secret);
		setIsCopied(true);
	};
	return (
		<Dialog title={t.created} onClose={onClose}>
			<p>{t.secretOnce}</p>
			<dl class="facts">
				<div>
					<dt>{t.secret}</dt>
					<dd>
						<code>{webhook.secret}</code>
					</dd>
				</div>
			</dl>
			{/* The clipboard is available only with TLS. */}
			{navigator.clipboard && <Button onPress={copy}>{isCopied ? ops.value.copied : ops.value.copy}</Button>}
		</Dialog>
	);
};
