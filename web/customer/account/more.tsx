import { texts } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { PagedList } from "../paged-list.ts";

/** The end of a paged list: its problem and the button for the next page. */
export const More = <Item,>({ pages }: { pages: PagedList<Item> }) => (
	<>
		<ProblemNote problem={pages.problem.value} />
		{pages.hasMore.value && (
			<Button wide isOff={pages.isLoading.value} onPress={pages.more}>
				{texts.value.more}
			</Button>
		)}
	</>
);
