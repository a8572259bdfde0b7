import { useEffect, useState } from "preact/hooks";
import type { DeadLetter, Overview } from "../../../contracts/ops.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime } from "../../shared/format.ts";
import { useResource } from "../../shared/resource.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { OrderLink } from "../ui/order-link.tsx";
import { Region } from "../ui/region.tsx";
import { unavailableGroups } from "./issues.ts";
import { MOST_AT_ONCE, retryAll, select, selected, whatOf } from "./retry.ts";
import { RetryResults } from "./retry-results.tsx";
import { texts } from "./status-texts.ts";

const orderIn = ({ raw }: DeadLetter): string | undefined => /\bord_[0-9a-z]{10,40}/.exec(raw)?.[0];

const DeadLetterItem = ({ dead }: { dead: DeadLetter }) => {
	const t = texts.value.dead;
	const orderId = orderIn(dead);
	const command = useCommand(() => retryAll([dead]));
	return (
		<li class="dead-letter">
			<label class="pick">
				<input
					type="checkbox"
					aria-label={t.select(whatOf(dead))}
					checked={selected.value.has(dead.id)}
					onChange={({ currentTarget }) => select([dead.id], currentTarget.checked)}
				/>
			</label>
			<div class="dead-letter-text">
				<p>
					<strong>{dead.group}</strong> ← {dead.type} {orderId && <OrderLink id={orderId} />}
				</p>
				<p class="wrong">{dead.error}</p>
				<p class="muted small">
					<span class="known">{t.attempts(dead.attempts)}</span>
					<span class="known">
						{t.first} {dayAndTime(dead.firstAt)}
					</span>
					<span class="known">
						{t.last} {dayAndTime(dead.at)}
					</span>
				</p>
				<details>
					<summary>{t.raw}</summary>
					<pre>{dead.raw}</pre>
				</details>
			</div>
			<CommandButton command={command} label={`${t.retry}: ${whatOf(dead)}`}>
				{t.retry}
			</CommandButton>
		</li>
	);
};

/** The overview has the newest ten dead letters. The full list is loaded on request, and again with each new overview. */
const useDeadLetters = ({ asOf, deadLetters }: Overview) => {
	const [showsAll, setShowsAll] = useState(false);
	const all = useResource<{ items: DeadLetter[] }>("/v1/ops/dead-letters");
	useEffect(() => {
		if (showsAll) void all.load();
	}, [all, asOf, showsAll]);
	const items = showsAll ? (all.value.value?.items ?? deadLetters.newest) : deadLetters.newest;
	return { items, more: showsAll ? 0 : deadLetters.count - items.length, seeAll: () => setShowsAll(true) };
};

const Selection = ({ items }: { items: DeadLetter[] }) => {
	const t = texts.value.dead;
	const chosen = items.filter(({ id }) => selected.value.has(id));
	const command = useCommand(() => retryAll(chosen));
	const ids = items.map(({ id }) => id);
	return (
		<div class="row between">
			<label class="pick">
				<input
					type="checkbox"
					checked={chosen.length === Math.min(items.length, MOST_AT_ONCE)}
					onChange={({ currentTarget }) => select(ids, currentTarget.checked)}
				/>
				{t.selectAll}
				{items.length > MOST_AT_ONCE && <span class="muted small">{t.most(MOST_AT_ONCE)}</span>}
			</label>
			<CommandButton command={command} look="main" isOff={chosen.length === 0}>
				{t.retrySelected(chosen.length)}
			</CommandButton>
		</div>
	);
};

export const DeadLetters = ({ overview }: { overview: Overview }) => {
	const t = texts.value.dead;
	const { items, more, seeAll } = useDeadLetters(overview);
	const { count } = overview.deadLetters;
	const unavailable = unavailableGroups(overview);
	return (
		<Region title={t.title} issues={count}>
			{unavailable.length > 0 && <p>{t.unavailable(unavailable.join(", "))}</p>}
			{items.length === 0 && unavailable.length === 0 && <p class="muted">{t.none}</p>}
			{items.length > 0 && <Selection items={items} />}
			{items.length > 0 && (
				<ul class="stack">
					{items.map((dead) => (
						<DeadLetterItem key={dead.id} dead={dead} />
					))}
				</ul>
			)}
			{more > 0 && <Button onPress={seeAll}>{t.seeAll(count)}</Button>}
			<RetryResults />
		</Region>
	);
};
