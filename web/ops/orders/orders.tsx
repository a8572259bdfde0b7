import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { ManagedAccount } from "../../../contracts/account.ts";
import type { Order } from "../../../contracts/order.ts";
import { get } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { go, route } from "../../shared/route.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Select } from "../../shared/ui/Select.tsx";
import { storeNames } from "../stores/store-names.ts";
import { OrderView } from "./order.tsx";
import { OrderList } from "./order-list.tsx";
import { NO_FILTER, type OrderFilter, parseOrderSearch, searchPath } from "./order-search.ts";
import { texts } from "./order-texts.ts";

const STATUSES: Order["status"][] = [
	"placed",
	"submitted",
	"accepted",
	"preparing",
	"ready",
	"in_transit",
	"completed",
	"cancelled",
	"rejected",
];

const ALL = searchPath(NO_FILTER, {});
/** The search that is shown. It is kept while an order is looked at. */
const shown = signal({ filter: NO_FILTER, path: ALL });

type Wrong = "unreadable" | "noAccount" | undefined;

/** The customer with this phone number. */
const customerOf = async (phone: string): Promise<string | undefined> =>
	(await get<{ items: ManagedAccount[] }>(`/v1/accounts?phone=${phone}`)).items[0]?.id;

const Finder = () => {
	const t = texts.value;
	const [filter, setFilter] = useState(shown.value.filter);
	const [wrong, setWrong] = useState<Wrong>();
	const command = useCommand(async () => {
		const search = parseOrderSearch(filter.text);
		setWrong(search ? undefined : "unreadable");
		if (!search) return;
		if (search.kind === "id") return go("orders", search.id);
		const customerId = search.kind === "phone" ? await customerOf(search.phone) : undefined;
		if (search.kind === "phone" && customerId === undefined) return setWrong("noAccount");
		const found = search.kind === "number" ? { number: search.number } : customerId === undefined ? {} : { customerId };
		shown.value = { filter, path: searchPath(filter, found) };
	});
	const clear = () => {
		setFilter(NO_FILTER);
		setWrong(undefined);
		shown.value = { filter: NO_FILTER, path: ALL };
	};
	const set = (name: keyof OrderFilter) => (value: string) => setFilter({ ...filter, [name]: value });
	const stores = [...storeNames.value].map(([value, name]) => ({ value, label: inLanguage(name) }));
	const statuses = STATUSES.map((value) => ({ value, label: shared.value.order[value] }));
	return (
		<section class="card" aria-labelledby="find">
			<h2 id="find">{t.find}</h2>
			<Form look="order-finder" onSend={command.run}>
				<Field
					label={t.label}
					type="search"
					value={filter.text}
					onValue={set("text")}
					autoComplete="off"
					wrong={wrong && t[wrong]}
					takesFocus
				/>
				<Select label={t.store} value={filter.storeId} options={[{ value: "", label: t.any }, ...stores]} onValue={set("storeId")} />
				<Select label={t.status} value={filter.status} options={[{ value: "", label: t.any }, ...statuses]} onValue={set("status")} />
				<Field label={t.firstDay} type="date" value={filter.from} onValue={set("from")} />
				<Field label={t.lastDay} type="date" value={filter.until} onValue={set("until")} />
				<div class="row">
					<CommandButton command={command} look="main">
						{t.search}
					</CommandButton>
					<Button onPress={clear}>{t.clear}</Button>
				</div>
			</Form>
			<ProblemNote problem={command.problem.value} />
		</section>
	);
};

export const Orders = () => {
	const [, id, at] = route.value;
	if (id !== undefined) return <OrderView key={id} id={id} at={at} />;
	const t = texts.value;
	const { path } = shown.value;
	const isOfAll = path === ALL;
	return (
		<>
			<Finder />
			<OrderList key={path} title={isOfAll ? t.latest : t.results} path={path} none={isOfAll ? t.noneYet : t.noneFound} isOfAll={isOfAll} />
		</>
	);
};
