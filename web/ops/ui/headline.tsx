import { duration, exactTime } from "../../shared/format.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { age, isStale, overview, queues } from "../status/snapshots.ts";
import { troublesOf } from "../status/trouble.ts";
import { texts } from "../texts.ts";

const NAMED = 5;

/** What is wrong, before all else. Only the words are announced, not their age. */
export const Headline = () => {
	const said = texts.value;
	const seen = overview.value;
	if (!seen) return <div class="headline" aria-busy="true" />;
	const troubles = troublesOf(seen, queues.value);
	const names = troubles.slice(0, NAMED).map(said.trouble);
	const rest = troubles.length - names.length;
	return (
		<div class="headline">
			<p role="status" class="row">
				{troubles.length === 0 ? (
					<StatusWord tone="good">{said.allWell}</StatusWord>
				) : (
					<>
						<StatusWord tone="danger">{said.troubles(troubles.length)}</StatusWord>
						<strong>{[...names, ...(rest > 0 ? [said.andMore(rest)] : [])].join(" · ")}</strong>
					</>
				)}
			</p>
			<p class="muted">
				{said.asOf(exactTime(seen.asOf), duration(age.value))} · {said.nodeCount(seen.nodes.length)}
			</p>
		</div>
	);
};

/** Announced once: how old it is goes on counting. */
export const StaleBanner = () =>
	isStale.value ? (
		<Banner tone="warn" isUrgent>
			<strong>{texts.value.stale}</strong>
			<span aria-hidden="true">{texts.value.staleAge(duration(age.value))}</span>
		</Banner>
	) : null;
