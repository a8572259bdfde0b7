import type { Problem } from "../problem.ts";
import { texts } from "../texts.ts";

/** Placed at the control that failed. `message` replaces the problem's title. */
export const ProblemNote = ({ message, problem }: { problem: Problem | undefined; message?: string | undefined }) =>
	problem ? (
		<div role="alert" class="wrong">
			<p>{message ?? problem.title}</p>
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
