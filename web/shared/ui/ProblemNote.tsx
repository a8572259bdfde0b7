import type { Problem } from "../problem.ts";
import { texts } from "../texts.ts";

/** At the control that failed. */
export const ProblemNote = ({ problem, says }: { problem: Problem | undefined; says?: string | undefined }) =>
	problem ? (
		<div role="alert" class="wrong">
			<p>{says ?? problem.title}</p>
			{problem.requestId && (
				<details>
					<summary>{texts.value.details}</summary>
					<p>
						{problem.detail} ({texts.value.requestId} {problem.requestId})
					</p>
				</details>
			)}
		</div>
	) : null;
