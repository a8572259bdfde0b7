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

/** To about a meter: more digits would request a new quote for the same place. */
const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

type Search = "none" | "running" | "failed";

const PlaceSelect = ({ id, onValue, value }: Omit<PlaceFieldProps, "legend">) => {
	const t = placeTexts.value;
	return (
		<div class="field">
			<label for={id}>{t.place}</label>
			<select id={id} value={value.id} onChange={({ currentTarget }) => onValue({ ...value, id: currentTarget.value })}>
				<option value="" disabled>
					{t.choose}
				</option>
				{value.id === HERE && <option value={HERE}>{t.here}</option>}
				{PLACES.map((place) => (
					<option key={place.id} value={place.id}>
						{inLanguage(place.name)}
					</option>
				))}
			</select>
		</div>
	);
};

/** A listed place, or the device's location. */
export const PlaceField = ({ id, legend, onValue, value }: PlaceFieldProps) => {
	const [search, setSearch] = useState<Search>("none");
	const t = placeTexts.value;
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
				<PlaceSelect id={id} value={value} onValue={onValue} />
				<Button onPress={find} isOff={search === "running"}>
					{search === "running" ? t.finding : t.useHere}
				</Button>
			</div>
			{search === "failed" && (
				<p class="wrong" role="alert">
					{t.notFound}
				</p>
			)}
			<Field
				label={value.id === HERE ? t.detailHere : t.detail}
				value={value.detail}
				onValue={(detail) => onValue({ ...value, detail })}
				autoComplete="street-address"
				maxLength={200}
			/>
		</fieldset>
	);
};
