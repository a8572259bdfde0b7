import type { DeadLetter, Why } from "../../../contracts/ops.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime, exactTime } from "../../shared/format.ts";
import { language } from "../../shared/i18n.ts";
import type { Resource } from "../../shared/resource.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { WHO_EN, WHO_KO, whatInKorean } from "../status/waiting.ts";
import { eventName } from "./events.ts";
import { texts } from "./order-texts.ts";

const whoOf = (who: string): string => (language.value === "ko" ? WHO_KO : WHO_EN)[who] ?? who;

const What = ({ what }: { what: string }) => {
	const translated = language.value === "ko" ? whatInKorean(what) : undefined;
	return translated === undefined ? <span lang="en">{what}</span> : translated;
};

const Next = ({ why }: { why: Why }) => {
	const t = texts.value;
	if (why.next.length === 0) return <p class="muted">{t.nothingNext}</p>;
	return (
		<ul class="stack">
			{why.next.map(({ actor, at, command, message }) => (
				<li key={`${actor} ${command} ${message}`}>
					{command === undefined ? t.nextMessage : t.nextCommand}{" "}
					<code>
						{actor} {command}
					</code>
					{message !== undefined && eventName(message)} {at && <span class="muted">{dayAndTime(at)}</span>}
				</li>
			))}
		</ul>
	);
};

const DeadLetterItem = ({ dead, onDone }: { dead: DeadLetter; onDone: () => Promise<void> }) => {
	const t = texts.value;
	const command = useCommand((key) => post(`/v1/ops/dead-letters/${encodeURIComponent(dead.id)}/retry`, undefined, key).finally(onDone));
	return (
		<li class="stack">
			<p>
				<strong>{dead.group}</strong> ← {eventName(dead.type)}{" "}
				<span class="muted small">{t.deadSince(dead.attempts, dayAndTime(dead.at))}</span>
			</p>
			<p class="wrong">{dead.error}</p>
			<ProblemNote problem={command.problem.value} />
			<CommandButton command={command} label={`${t.retry}: ${dead.group} ← ${dead.type}`}>
				{t.retry}
			</CommandButton>
		</li>
	);
};

/** Messages that a service could not handle, which is why the order does not go on. */
const DeadLetters = ({ why, onDone }: { why: Why; onDone: () => Promise<void> }) =>
	why.deadLetters.length === 0 ? null : (
		<section class="banner tone-danger dead-letters" aria-labelledby="dead-letters">
			<h4 id="dead-letters">{texts.value.deadLetters(why.deadLetters.length)}</h4>
			<ul class="stack">
				{why.deadLetters.map((dead) => (
					<DeadLetterItem key={dead.id} dead={dead} onDone={onDone} />
				))}
			</ul>
		</section>
	);

export const WhyCard = ({ why }: { why: Resource<Why> }) => {
	const t = texts.value;
	const loaded = why.value.value;
	return (
		<section class="card" aria-labelledby="why">
			<h3 id="why">{t.whyTitle}</h3>
			<ProblemNote problem={why.problem.value} />
			{loaded ? (
				<>
					<p>
						<strong>{whoOf(loaded.waitsFor.who)}</strong>: <What what={loaded.waitsFor.what} />
					</p>
					<p class="muted small">
						{t.since(dayAndTime(loaded.since))}
						{loaded.waitsFor.until && ` · ${t.until(exactTime(loaded.waitsFor.until))}`}
					</p>
					<DeadLetters why={loaded} onDone={why.load} />
					{loaded.away.length > 0 && <p class="wrong">{t.away(loaded.away.join(", "))}</p>}
					<h4>{t.next}</h4>
					<Next why={loaded} />
				</>
			) : (
				!why.problem.value && <Skeleton />
			)}
		</section>
	);
};
