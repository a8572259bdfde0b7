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
import { happenings } from "../orders/happenings.ts";
import { texts as page } from "../texts.ts";
import { texts } from "./webhook-texts.ts";

interface EventsProps {
	chosen: ReadonlySet<string>;
	onChosen: (chosen: ReadonlySet<string>) => void;
}

const Events = ({ chosen, onChosen }: EventsProps) => {
	const turn = (type: string) => {
		const next = new Set(chosen);
		if (!next.delete(type)) next.add(type);
		onChosen(next);
	};
	return (
		<fieldset class="choice events">
			<legend>{texts.value.choose}</legend>
			{Object.entries(happenings.value).map(([type, words]) => (
				<label key={type} title={type}>
					<input type="checkbox" checked={chosen.has(type)} onChange={() => turn(type)} />
					{words}
				</label>
			))}
		</fieldset>
	);
};

export const NewWebhookForm = ({ onDone }: { onDone: (webhook: NewWebhook) => void }) => {
	const said = texts.value;
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
		{ value: "all", label: said.all },
		{ value: "some", label: said.some },
	] as const;
	return (
		<section class="card" aria-labelledby="new-webhook">
			<h2 id="new-webhook">{said.create}</h2>
			<Form look="stack" onSend={command.run}>
				<Field label={`${said.url} (https://…)`} value={url} onValue={setUrl} autoComplete="off" wrong={problem?.of("url")} takesFocus />
				<Choice legend={said.events} options={options} value={scope} onValue={setScope} />
				{scope === "some" && <Events chosen={chosen} onChosen={setChosen} />}
				<ProblemNote problem={problem} />
				<div>
					<CommandButton command={command} look="main" isOff={url.trim() === "" || events.length === 0}>
						{said.submit}
					</CommandButton>
				</div>
			</Form>
		</section>
	);
};

/** The only time that it is seen. */
export const SecretDialog = ({ onClose, webhook }: { webhook: NewWebhook; onClose: () => void }) => {
	const said = texts.value;
	const [isCopied, setIsCopied] = useState(false);
	const copy = async () => {
		await navigator.clipboard.writeText(webhook.secret);
		setIsCopied(true);
	};
	return (
		<Dialog title={said.created} onClose={onClose}>
			<p>{said.secretOnce}</p>
			<dl class="facts">
				<div>
					<dt>{said.secret}</dt>
					<dd>
						<code>{webhook.secret}</code>
					</dd>
				</div>
			</dl>
			{/* A page without TLS has no clipboard. */}
			{navigator.clipboard && <Button onPress={copy}>{isCopied ? page.value.copied : page.value.copy}</Button>}
		</Dialog>
	);
};
