import { texts } from "../texts.ts";

export const Skeleton = ({ lines = 3 }: { lines?: number }) => (
	<div class="stack" aria-busy="true">
		<p class="unseen" role="status">
			{texts.value.loading}
		</p>
		{Array.from({ length: lines }, (_, line) => (
			<div class="skeleton" key={line} />
		))}
	</div>
);
