import { useEffect, useState } from "preact/hooks";
import type { DeadLetter, Overview } from "../../../contracts/ops.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime } from "../../shared/format.ts";
import { useResource } from "../../shared/resource.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { OrderLink } from "../ui/order-link.tsx";
import { Region } from "../ui/region.tsx";
import { RetryResults } from "./retry-results.tsx";
import { MOST_AT_ONCE, retryAll, select, selected, whatOf } from "./retrying.ts";
import { texts } from "./status-texts.ts";

const orderIn = ({ raw }: DeadLetter): string | undefined => /\bord_[0-9a-z]{10,40}/.exec(raw)?.[0];

const Letter = ({ dead }: { dead: DeadLetter }) => {
	const said = texts.value.dead;
	const orderId = orderIn(dead);
	const command = useCommand(() => retryAll([dead]));
	return (
		<li class="letter">
			<label class="pick">
				<input
					type="checkbox"
					aria-label={said.select(whatOf(dead))}
					checked={selected.value.has(dead.id)}
					onChange={({ currentTarget }) => select([dead.id], currentTarget.checked)}
				/>
			</label>
			<div class="letter-text">
				<p>
					<strong>{dead.group}</strong> ← {dead.type} {orderId && <OrderLink id={orderId} />}
				</p>
				<p class="wrong">{dead.error}</p>
				<p class="muted small">
					<span class="known">{said.attempts(dead.attempts)}</span>
					<span class="known">
						{said.first} {dayAndTime(dead.firstAt)}
					</span>
					<span class="known">
						{said.last} {dayAndTime(dead.at)}
					</span>
				</p>
				<details>
					<summary>{said.raw}</summary>
					<pre>{dead.raw}</pre>
				</details>
			</div>
			<CommandButton command={command} label={`${said.retry}: ${whatOf(dead)}`}>
				{said.retry}
			</CommandButton>
		</li>
	);
};

/** The snapshot has the newest ten; the others are asked for, and again with every snapshot that differs. */
const useLetters = ({ asOf, deadLetters }: Overview) => {
	const [isWhole, setIsWhole] = useState(false);
	const all = useResource<{ items: DeadLetter[] }>("/v1/ops/dead-letters");
	useEffect(() => {
		if (isWhole) void all.load();
	}, [all, asOf, isWhole]);
	const items = isWhole ? (all.value.value?.items ?? deadLetters.newest) : deadLetters.newest;
	return { items, more: isWhole ? 0 : deadLetters.count - items.length, seeAll: () => setIsWhole(true) };
};

const Choosing = ({ items }: { items: DeadLetter[] }) => {
	const said = texts.value.dead;
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
				{said.selectAll}
				{items.length > MOST_AT_ONCE && <span class="muted small">{said.most(MOST_AT_ONCE)}</span>}
			</label>
			<CommandButton command={command} look="main" isOff={chosen.length === 0}>
				{said.retrySelected(chosen.length)}
			</CommandButton>
		</div>
	);
};

export const DeadLetters = ({ overview }: { overview: Overview }) => {
	const said = texts.value.dead;
	const { items, more, seeAll } = useLetters(overview);
	return (
		<Region title={said.title} troubles={overview.deadLetters.count}>
			{items.length === 0 ? <p class="muted">{said.none}</p> : <Choosing items={items} />}
			{items.length > 0 && (
				<ul class="stack">
					{items.map((dead) => (
						<Letter key={dead.id} dead={dead} />
					))}
				</ul>
			)}
			{more > 0 && <Button onPress={seeAll}>{said.seeAll(overview.deadLetters.count)}</Button>}
			<RetryResults />
		</Region>
	);
};
