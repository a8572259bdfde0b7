import { useState } from "preact/hooks";
import type { Store } from "../../../contracts/store.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { texts } from "./store-texts.ts";

const EMPTY = { id: "", ko: "", en: "", address: "", lat: "", lng: "" };
type Input = typeof EMPTY;

const bodyOf = ({ address, en, id, ko, lat, lng }: Input) => ({
	id,
	name: { ko, en },
	location: { address, lat: Number(lat), lng: Number(lng) },
});

export const NewStoreForm = ({ onDone }: { onDone: () => unknown }) => {
	const said = texts.value;
	const [input, setInput] = useState(EMPTY);
	const [made, setMade] = useState<Store | undefined>();
	const command = useCommand(async (key) => {
		setMade(undefined);
		setMade((await post<Store>("/v1/stores", bodyOf(input), key)).body);
		setInput(EMPTY);
		onDone();
	});
	const problem = command.problem.value;
	const field = (name: keyof Input, label: string, wrong: string, inputMode: "text" | "decimal" = "text") => (
		<Field
			label={label}
			value={input[name]}
			onValue={(value) => setInput({ ...input, [name]: value })}
			inputMode={inputMode}
			autoComplete="off"
			wrong={problem?.of(wrong)}
			takesFocus={problem?.errors[0]?.field === wrong}
		/>
	);
	return (
		<section class="card" aria-labelledby="new-store">
			<h2 id="new-store">{said.create}</h2>
			<Form look="stack" onSend={command.run}>
				{field("id", said.idHint, "id")}
				{field("ko", said.nameKo, "name.ko")}
				{field("en", said.nameEn, "name.en")}
				{field("address", said.address, "location.address")}
				{field("lat", said.lat, "location.lat", "decimal")}
				{field("lng", said.lng, "location.lng", "decimal")}
				<ProblemNote problem={problem} />
				<p role="status">{made && said.created(inLanguage(made.name))}</p>
				<div>
					<CommandButton command={command} look="main" isOff={Object.values(input).some((value) => value.trim() === "")}>
						{said.submit}
					</CommandButton>
				</div>
			</Form>
		</section>
	);
};
