import type { MenuItem } from "../../../contracts/menu/items.ts";
import { allergenNames } from "../../shared/menu/allergens.ts";
import { menuTexts } from "./menu-texts.ts";

/** Energy, caffeine and allergens. */
export const Facts = ({ item: { allergens, caffeineMg, kcal } }: { item: MenuItem }) => {
	const t = menuTexts.value;
	const figures = [kcal === null ? [] : t.kcal(kcal), caffeineMg ? t.caffeine(caffeineMg) : []].flat();
	return (
		<>
			{figures.length > 0 && <p class="small muted">{figures.join(" · ")}</p>}
			{allergens.length > 0 && <p class="small muted">{t.allergens(allergens.map((one) => allergenNames.value[one]).join(", "))}</p>}
		</>
	);
};
