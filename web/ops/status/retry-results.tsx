import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { type Retried, results } from "./retrying.ts";
import { texts } from "./status-texts.ts";

const Result = ({ isDone, problem, what }: Retried) => {
	const said = texts.value.dead;
	return (
		<li class="row">
			{isDone === undefined ? (
				<StatusWord>{shared.value.sending}</StatusWord>
			) : (
				<StatusWord tone={isDone ? "good" : "danger"}>{isDone ? said.done : said.failed}</StatusWord>
			)}
			<span>{what}</span>
			{problem && <span class="muted small">{problem.title}</span>}
		</li>
	);
};

/** It stays when the row has left: that it left is the effect. */
export const RetryResults = () => {
	const said = texts.value.dead;
	const all = results.value;
	const done = all.filter(({ isDone }) => isDone === true).length;
	const failed = all.filter(({ isDone }) => isDone === false).length;
	return (
		<>
			<p role="status" class={all.length > 0 ? undefined : "unseen"}>
				{all.length > 0 && said.summary(done, failed)}
			</p>
			{all.length > 0 && (
				<div class="stack">
					<ul class="stack" aria-label={said.results}>
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
						{said.clear}
					</Button>
				</div>
			)}
		</>
	);
};
