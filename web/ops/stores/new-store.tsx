import { useState } from "preact/hooks";
import type { Place } from "../../../contracts/notation/common.ts";
import type { Store } from "../../../contracts/store.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { PlaceBox } from "../../shared/ui/PlaceBox.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { texts } from "./store-texts.ts";

const EMPTY = { id: "", ko: "", en: "", address: "", lat: "", lng: "" };
type Input = typeof EMPTY;

const bodyOf = ({ address, en, id, ko, lat, lng }: Input) => ({
	id,
	name: { ko, en },
	location: { address, lat: Number(lat), lng: Number(lng) },
});

/** The position of a found address may be corrected. */
const positionOf = (place: Place | undefined) =>
	place ? { address: place.address, lat: String(place.lat), lng: String(place.lng) } : { address: "", lat: "", lng: "" };

export const NewStoreForm = ({ onDone }: { onDone: () => unknown }) => {
	const t = texts.value;
	const [input, setInput] = useState(EMPTY);
	const [created, setCreated] = useState<Store | undefined>();
	const command = useCommand(async (key) => {
		setCreated(undefined);
		setCreated((await post<Store>("/v1/stores", bodyOf(input), key)).body);
		setInput(EMPTY);
		onDone();
	});
	const problem = command.problem.value;
	const field = (name: keyof Input, label: string, apiField: string, inputMode: "text" | "decimal" = "text") => (
		<Field
			label={label}
			value={input[name]}
			onValue={(value) => setInput({ ...input, [name]: value })}
			inputMode={inputMode}
			autoComplete="off"
			wrong={problem?.of(apiField)}
			takesFocus={problem?.errors[0]?.field === apiField}
		/>
	);
	return (
		<section class="card" aria-labelledby="new-store">
			<h2 id="new-store">{t.create}</h2>
			<Form look="stack" onSend={command.run}>
				{field("id", t.idHint, "id")}
				{field("ko", t.nameKo, "name.ko")}
				{field("en", t.nameEn, "name.en")}
				<PlaceBox
					label={t.address}
					chosen={input.address || undefined}
					onChoose={(place) => setInput({ ...input, ...positionOf(place) })}
					wrong={problem?.of("location.address")}
					takesFocus={problem?.errors[0]?.field === "location.address"}
				/>
				{field("lat", t.lat, "location.lat", "decimal")}
				{field("lng", t.lng, "location.lng", "decimal")}
				<ProblemNote problem={problem} />
				<p role="status">{created && t.created(inLanguage(created.name))}</p>
				<div>
					<CommandButton command={command} look="main" isOff={Object.values(input).some((value) => value.trim() === "")}>
						{t.submit}
					</CommandButton>
				</div>
			</Form>
		</section>
	);
};
