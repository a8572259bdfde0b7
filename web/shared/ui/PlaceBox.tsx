import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import type { Place } from "../../../contracts/notation/common.ts";
import type { FoundPlace } from "../../../contracts/place.ts";
import { get } from "../api.ts";
import { inLanguage } from "../i18n.ts";
import { Problem } from "../problem.ts";
import { placeTexts } from "./place-texts.ts";

/** No requests while a word is typed. */
const PAUSE_MS = 250;

interface PlaceBoxProps {
	label: string;
	/** The text of the chosen place; undefined until one is chosen. */
	chosen: string | undefined;
	onChoose: (place: Place | undefined) => void;
	/** Offered while nothing is typed. */
	recent?: readonly Place[];
	id?: string;
	wrong?: string | undefined;
	takesFocus?: boolean;
}

interface Option {
	key: string;
	label: string;
	place: Place;
}

const optionOf = ({ location, name }: FoundPlace): Option => ({
	key: `${location.address} ${location.lat}`,
	label: inLanguage(name),
	place: location,
});
const recentOption = (place: Place): Option => ({ key: place.address, label: place.address, place });

interface Answer {
	/** The query that was answered. */
	query: string;
	options: Option[];
	problem?: Problem;
}

const NONE: Answer = { query: "", options: [] };

const search = (query: string): Promise<Answer> =>
	get<{ items: FoundPlace[] }>(`/v1/places?query=${encodeURIComponent(query)}`).then(
		({ items }) => ({ query, options: items.map(optionOf) }),
		(problem) => {
			if (!(problem instanceof Problem)) throw problem;
			return { query, options: [], problem };
		},
	);

/** Searches while the user types. Answers that arrive late are dropped. */
function useSearch(query: string): Answer {
	const [answer, setAnswer] = useState(NONE);
	useEffect(() => {
		if (query === "") return setAnswer(NONE);
		let isStale = false;
		const timer = setTimeout(() => void search(query).then((next) => isStale || setAnswer(next)), PAUSE_MS);
		return () => {
			isStale = true;
			clearTimeout(timer);
		};
	}, [query]);
	return answer;
}

interface ListProps {
	id: string;
	label: string;
	options: Option[];
	active: number;
	onPress: (option: Option) => void;
}

const List = ({ active, id, label, onPress, options }: ListProps) => {
	const current = useRef<HTMLDivElement>(null);
	useEffect(() => current.current?.scrollIntoView({ block: "nearest" }), [active]);
	return (
		<div class="options" id={id} role="listbox" aria-label={label}>
			{options.map((option, index) => (
				// biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys
				// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox
				<div
					key={option.key}
					id={`${id}-${index}`}
					ref={index === active ? current : undefined}
					role="option"
					aria-selected={index === active}
					onMouseDown={(event) => event.preventDefault()}
					onClick={() => onPress(option)}
				>
					{option.label}
					{option.place.address !== option.label && <span class="small muted">{option.place.address}</span>}
				</div>
			))}
		</div>
	);
};

/** An address search: an editable combobox with a list of places, from which one must be chosen. */
export const PlaceBox = ({ chosen, id: given, label, onChoose, recent = [], takesFocus, wrong }: PlaceBoxProps) => {
	const t = placeTexts.value;
	const own = useId();
	const id = given ?? own;
	const [text, setText] = useState("");
	const [isOpen, setIsOpen] = useState(false);
	const [active, setActive] = useState(-1);
	const input = useRef<HTMLInputElement>(null);
	const query = chosen === undefined ? text.trim() : "";
	const answer = useSearch(query);
	const recents = useMemo(() => recent.map(recentOption), [recent]);
	const options = query === "" ? recents : answer.options;
	const isShown = isOpen && options.length > 0;
	const isUnknown = query !== "" && answer.query === query && answer.options.length === 0;
	useEffect(() => {
		if (wrong && takesFocus) input.current?.focus();
	}, [wrong, takesFocus]);

	const type = (typed: string) => {
		if (chosen !== undefined) onChoose(undefined);
		setText(typed);
		setActive(-1);
		setIsOpen(true);
	};
	const choose = ({ place }: Option) => {
		setText(place.address);
		setIsOpen(false);
		setActive(-1);
		onChoose(place);
	};
	const move = (step: 1 | -1) => {
		if (!isShown) return setIsOpen(true);
		setActive((active + step + (active < 0 && step < 0 ? 1 : 0) + options.length) % options.length);
	};
	const keys: Record<string, () => unknown> = {
		ArrowDown: () => move(1),
		ArrowUp: () => move(-1),
		...(isShown ? { Enter: () => choose(options[Math.max(active, 0)]!) } : undefined),
		Escape: () => (isShown ? setIsOpen(false) : type("")),
	};
	return (
		<div class="field place-box">
			<label for={id}>{label}</label>
			<input
				id={id}
				ref={input}
				role="combobox"
				type="text"
				autoComplete="off"
				maxLength={200}
				placeholder={t.example}
				value={chosen ?? text}
				aria-autocomplete="list"
				aria-expanded={isShown}
				aria-controls={`${id}-list`}
				aria-activedescendant={isShown && active >= 0 ? `${id}-list-${active}` : undefined}
				aria-invalid={wrong ? true : undefined}
				aria-describedby={`${id}-note`}
				onInput={({ currentTarget }) => type(currentTarget.value)}
				onFocus={() => setIsOpen(true)}
				onClick={() => setIsOpen(true)}
				onBlur={() => setIsOpen(false)}
				onKeyDown={(event) => {
					const press = event.isComposing ? undefined : keys[event.key];
					if (!press) return;
					event.preventDefault();
					press();
				}}
			/>
			{isShown && <List id={`${id}-list`} label={query === "" ? t.recent : label} options={options} active={active} onPress={choose} />}
			<p class={wrong ? "wrong" : "small muted"} id={`${id}-note`} role="status">
				{wrong ??
					answer.problem?.title ??
					(isUnknown ? t.unknown : query !== "" && !isOpen ? t.chooseOne : isShown && query !== "" ? t.count(options.length) : "")}
			</p>
		</div>
	);
};
