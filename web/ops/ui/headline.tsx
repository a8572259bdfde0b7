import { duration, exactTime } from "../../shared/format.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { issuesOf } from "../status/issues.ts";
import { age, isStale, overview, queues } from "../status/overview.ts";
import { texts } from "../texts.ts";

const NAMED = 5;

/** All issues, above every view. The age stays outside the live region, so that screen readers do not announce it each second. */
export const Headline = () => {
	const t = texts.value;
	const loaded = overview.value;
	if (!loaded) return <div class="headline" aria-busy="true" />;
	const issues = issuesOf(loaded, queues.value);
	const names = issues.slice(0, NAMED).map(t.issue);
	const rest = issues.length - names.length;
	return (
		<div class="headline">
			<p role="status" class="row">
				{issues.length === 0 ? (
					<StatusWord tone="good">{t.allWell}</StatusWord>
				) : (
					<>
						<StatusWord tone="danger">{t.issues(issues.length)}</StatusWord>
						<strong>{[...names, ...(rest > 0 ? [t.andMore(rest)] : [])].join(" · ")}</strong>
					</>
				)}
			</p>
			<p class="muted">
				{t.asOf(exactTime(loaded.asOf), duration(age.value))} · {t.nodeCount(loaded.nodes.length)}
			</p>
		</div>
	);
};

/** The age is hidden from screen readers, so that the alert is announced only once. */
export const StaleBanner = () =>
	isStale.value ? (
		<Banner tone="warn" isUrgent>
			<strong>{texts.value.stale}</strong>
			<span aria-hidden="true">{texts.value.staleAge(duration(age.value))}</span>
		</Banner>
	) : null;
