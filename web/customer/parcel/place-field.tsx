import { useMemo, useState } from "preact/hooks";
import { session } from "../../shared/session.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { PlaceBox } from "../../shared/ui/PlaceBox.tsx";
import { recentPlaces } from "../recent-places.ts";
import { placeTexts } from "./place-texts.ts";
import { NO_PLACE, type PlaceDraft } from "./places.ts";

interface PlaceFieldProps {
	legend: string;
	id: string;
	value: PlaceDraft;
	onValue: (value: PlaceDraft) => void;
}

/** To about a meter: more digits would request a new quote for the same place. */
const rounded = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

type Search = "none" | "running" | "failed";

/** A searched or recent address, or the device's location. */
export const PlaceField = ({ id, legend, onValue, value }: PlaceFieldProps) => {
	const [search, setSearch] = useState<Search>("none");
	const t = placeTexts.value;
	const accountId = session.value?.account.id ?? "";
	const recent = useMemo(() => recentPlaces(accountId), [accountId]);
	const find = () => {
		setSearch("running");
		navigator.geolocation.getCurrentPosition(
			({ coords }) => {
				setSearch("none");
				onValue({ ...NO_PLACE, detail: value.detail, isHere: true, lat: rounded(coords.latitude), lng: rounded(coords.longitude) });
			},
			() => setSearch("failed"),
			{ enableHighAccuracy: true, timeout: 10_000 },
		);
	};
	return (
		<fieldset class="place-field stack">
			<legend>{legend}</legend>
			<div class="where">
				<PlaceBox
					id={id}
					label={t.address}
					chosen={value.isHere ? t.here : value.address || undefined}
					onChoose={(place) => onValue({ ...NO_PLACE, detail: value.detail, ...place })}
					recent={recent}
				/>
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
				label={value.isHere ? t.detailHere : t.detail}
				value={value.detail}
				onValue={(detail) => onValue({ ...value, detail })}
				autoComplete="street-address"
				maxLength={200}
			/>
		</fieldset>
	);
};
