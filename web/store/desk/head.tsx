import { useState } from "preact/hooks";
import { inLanguage } from "../../shared/i18n.ts";
import { go } from "../../shared/route.ts";
import { session } from "../../shared/session.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { Button } from "../../shared/ui/Button.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { TopBar } from "../../shared/ui/TopBar.tsx";
import { findNumber } from "../board/board.ts";
import { focusTile } from "../keyboard/focus.ts";
import { spotOf } from "../keyboard/navigation.ts";
import { texts } from "../texts.ts";
import type { Desk } from "./desk.ts";
import { deskTexts } from "./desk-texts.ts";
import { statusLabel } from "./side.tsx";
import { sound } from "./sound.ts";

/** The store's name and status, and access to everything that is not an order. */
export const Head = ({ desk }: { desk: Desk }) => {
	const store = desk.feed.store.value.value;
	const open = (kind: "settings" | "keys") => () => {
		desk.dialog.value = { kind };
	};
	return (
		<TopBar title={store ? inLanguage(store.name) : texts.value.title}>
			<Find desk={desk} />
			{store && (
				<Button onPress={open("settings")}>
					<span class="unseen">{deskTexts.value.settings}: </span>
					<StatusWord tone={store.openNow ? "good" : "danger"}>
						{store.openNow ? deskTexts.value.isOpen : deskTexts.value.isClosed}
					</StatusWord>
					<span>{deskTexts.value.waitNow(store.waitMinutes)}</span>
				</Button>
			)}
			{sound.isOn.value && (
				<Button isPressed onPress={() => sound.stop()}>
					{texts.value.soundOn}
				</Button>
			)}
			<Button look="quiet" onPress={open("keys")}>
				<span class="key" aria-hidden="true">
					?
				</span>
				<span class="unseen">{deskTexts.value.keys}</span>
			</Button>
			{session.value?.account.roles.includes("operator") && (
				<Button look="quiet" onPress={() => go()}>
					{deskTexts.value.otherStore}
				</Button>
			)}
		</TopBar>
	);
};

const Find = ({ desk }: { desk: Desk }) => {
	const [query, setQuery] = useState("");
	const [result, setResult] = useState("");
	const find = () => {
		const tiles = desk.tiles.peek();
		const orders = [...desk.feed.orders.peek().values()];
		const onBoard = orders.filter(({ id }) => spotOf(tiles, id));
		const found = findNumber(onBoard, query) ?? findNumber(orders, query);
		setResult(found ? texts.value.found(found.number, statusLabel(found)) : texts.value.notFound(query));
		if (found && spotOf(tiles, found.id)) focusTile(desk, found.id);
		setQuery("");
	};
	return (
		<search>
			<Form look="find row" onSend={() => query.trim() !== "" && find()}>
				<output class="small">{result}</output>
				<input
					id="find"
					aria-label={texts.value.find}
					placeholder={texts.value.findShort}
					value={query}
					maxLength={8}
					autocomplete="off"
					onInput={({ currentTarget }) => {
						setQuery(currentTarget.value);
						setResult("");
					}}
					onKeyDown={({ currentTarget, key }) => {
						if (key === "Escape") currentTarget.blur();
					}}
				/>
			</Form>
		</search>
	);
};

/** Browsers allow sound only after the user has interacted with the page. */
export const SilentBanner = () =>
	sound.isOn.value ? null : (
		<Banner tone="warn">
			<span>{texts.value.silent}</span>
			<Button look="main" onPress={() => sound.start()}>
				{texts.value.startShift}
			</Button>
		</Banner>
	);
