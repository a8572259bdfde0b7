import type { MenuOptionGroup } from "../../../contracts/menu/items.ts";
import { patch } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Desk } from "./desk.ts";
import { deskTexts } from "./desk-texts.ts";

interface OptionRowProps {
	desk: Desk;
	groupId: string;
	option: MenuOptionGroup["options"][number];
}

const OptionRow = ({ desk, groupId, option }: OptionRowProps) => {
	const { resumeSale, setSoldOut } = deskTexts.value;
	const name = inLanguage(option.name);
	const action = option.available ? setSoldOut : resumeSale;
	const command = useCommand(async () => {
		await patch(`/v1/stores/${desk.feed.storeId}/offers/${groupId}:${option.id}`, { soldOut: option.available });
		await desk.feed.menu.load();
	});
	return (
		<li>
			<span>{name}</span>
			<CommandButton command={command} label={`${name} ${action}`}>
				{action}
			</CommandButton>
			<ProblemNote problem={command.problem.value} />
		</li>
	);
};

/** Takes single options off the menu, and puts them back. */
export const OptionsSoldOut = ({ desk }: { desk: Desk }) => {
	const groups = desk.feed.menu.value.value?.optionGroups ?? [];
	return (
		<>
			{groups.map(({ id, name, options }) => (
				<section key={id} aria-labelledby={`options-${id}`}>
					<h3 id={`options-${id}`}>{inLanguage(name)}</h3>
					<ul class="pairs">
						{options.map((option) => (
							<OptionRow key={option.id} desk={desk} groupId={id} option={option} />
						))}
					</ul>
				</section>
			))}
		</>
	);
};
