import { texts } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Pages } from "../pages.ts";

/** What stands in the way, and the way on. */
export const More = <Item,>({ pages }: { pages: Pages<Item> }) => (
	<>
		<ProblemNote problem={pages.problem.value} />
		{pages.hasMore.value && (
			<Button wide isOff={pages.isLoading.value} onPress={pages.more}>
				{texts.value.more}
			</Button>
		)}
	</>
);
