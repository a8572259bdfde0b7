import { useEffect, useMemo, useState } from "preact/hooks";
import type { LedgerEntry } from "../../../contracts/customer-level.ts";
import { dayAndTime } from "../../shared/format.ts";
import { listen } from "../../shared/live.ts";
import { linkTo } from "../../shared/route.ts";
import { PagedList } from "../paged-list.ts";
import { More } from "./more.tsx";
import { texts } from "./my-texts.ts";

const signed = (delta: number): string => (delta > 0 ? `+${delta}` : `−${-delta}`);

const Entries = () => {
	const pages = useMemo(
		() => new PagedList<LedgerEntry>("/v1/customers/me/ledger", ({ at, orderId, reason }) => `${orderId} ${reason} ${at}`),
		[],
	);
	useEffect(() => {
		void pages.load();
		return listen(({ type }) => void (["opened", "level.changed"].includes(type) && pages.load()));
	}, [pages]);
	const entries = pages.items.value;
	return (
		<div class="stack">
			{entries?.length === 0 && <p class="muted">{texts.value.noLedger}</p>}
			<ul class="ledger">
				{entries?.map(({ at, delta, orderId, reason }) => (
					<li key={`${orderId} ${reason}`}>
						<strong>{signed(delta)}</strong>
						<a href={linkTo("orders", orderId)}>{texts.value.reasons[reason]}</a>
						<span class="muted small">{dayAndTime(at)}</span>
					</li>
				))}
			</ul>
			<More pages={pages} />
		</div>
	);
};

/** The points history, loaded when it is opened. */
export const Ledger = () => {
	const [isOpen, setIsOpen] = useState(false);
	return (
		<details class="card" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
			<summary>
				<h3>{texts.value.ledger}</h3>
			</summary>
			{isOpen && <Entries />}
		</details>
	);
};
