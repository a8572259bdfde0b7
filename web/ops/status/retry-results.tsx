import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { type Retried, results } from "./retry.ts";
import { texts } from "./status-texts.ts";

const Result = ({ isDone, problem, what }: Retried) => {
	const t = texts.value.dead;
	return (
		<li class="row">
			{isDone === undefined ? (
				<StatusWord>{shared.value.sending}</StatusWord>
			) : (
				<StatusWord tone={isDone ? "good" : "danger"}>{isDone ? t.done : t.failed}</StatusWord>
			)}
			<span>{what}</span>
			{problem && <span class="muted small">{problem.title}</span>}
		</li>
	);
};

/** Kept after a dead letter has left the list, because leaving it is the effect of a successful retry. */
export const RetryResults = () => {
	const t = texts.value.dead;
	const all = results.value;
	const done = all.filter(({ isDone }) => isDone === true).length;
	const failed = all.filter(({ isDone }) => isDone === false).length;
	return (
		<>
			<p role="status" class={all.length > 0 ? undefined : "unseen"}>
				{all.length > 0 && t.summary(done, failed)}
			</p>
			{all.length > 0 && (
				<div class="stack">
					<ul class="stack" aria-label={t.results}>
						{all.map((retried) => (
							<Result key={retried.id} {...retried} />
						))}
					</ul>
					<Button
						look="quiet"
						onPress={() => {
							results.value = [];
						}}
					>
						{t.clear}
					</Button>
				</div>
			)}
		</>
	);
};
