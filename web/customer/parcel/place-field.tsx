import { useState } from "preact/hooks";
import { inLanguage } from "../../shared/i18n.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { placeTexts } from "./place-texts.ts";
import { HERE, PLACES, type PlaceDraft } from "./places.ts";

interface PlaceFieldProps {
	legend: string;
	id: string;
	value: PlaceDraft;
	onValue: (value: PlaceDraft) => void;
}

/** To about a metre: more would only make a quote for the same place another one. */
const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

type Search = "none" | "running" | "failed";

const Known = ({ id, onValue, value }: Omit<PlaceFieldProps, "legend">) => {
	const said = placeTexts.value;
	return (
		<div class="field">
			<label for={id}>{said.place}</label>
			<select id={id} value={value.id} onChange={({ currentTarget }) => onValue({ ...value, id: currentTarget.value })}>
				<option value="" disabled>
					{said.choose}
				</option>
				{value.id === HERE && <option value={HERE}>{said.here}</option>}
				{PLACES.map((place) => (
					<option key={place.id} value={place.id}>
						{inLanguage(place.name)}
					</option>
				))}
			</select>
		</div>
	);
};

/** A place that is known, or the one where this device is. */
export const PlaceField = ({ id, legend, onValue, value }: PlaceFieldProps) => {
	const [search, setSearch] = useState<Search>("none");
	const said = placeTexts.value;
	const find = () => {
		setSearch("running");
		navigator.geolocation.getCurrentPosition(
			({ coords }) => {
				setSearch("none");
				onValue({ ...value, id: HERE, lat: rounded(coords.latitude), lng: rounded(coords.longitude) });
			},
			() => setSearch("failed"),
			{ enableHighAccuracy: true, timeout: 10_000 },
		);
	};
	return (
		<fieldset class="place-field stack">
			<legend>{legend}</legend>
			<div class="where">
				<Known id={id} value={value} onValue={onValue} />
				<Button onPress={find} isOff={search === "running"}>
					{search === "running" ? said.finding : said.useHere}
				</Button>
			</div>
			{search === "failed" && (
				<p class="wrong" role="alert">
					{said.notFound}
				</p>
			)}
			<Field
				label={value.id === HERE ? said.detailHere : said.detail}
				value={value.detail}
				onValue={(detail) => onValue({ ...value, detail })}
				autoComplete="street-address"
				maxLength={200}
			/>
		</fieldset>
	);
};
