import { useState } from "preact/hooks";
import type { Menu, MenuItem } from "../../../contracts/menu/items.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { texts } from "../texts.ts";
import { menuTexts } from "./menu-texts.ts";
import { groupsOf } from "./options.ts";
import { ProductCard } from "./product-card.tsx";

/** Shorter menus need no search. */
const SEARCH_FROM = 8;

interface Section {
	id: string;
	title: string;
	items: MenuItem[];
}

const matches =
	(query: string) =>
	({ description, name }: MenuItem): boolean =>
		[name.ko, name.en, description?.ko, description?.en].some((text) => text?.toLowerCase().includes(query));

/** One section for each category; a menu without categories has one section only. */
const sectionsOf = ({ categories, items }: Menu): Section[] => {
	const sections = categories.map(({ id, name }) => ({
		id,
		title: inLanguage(name),
		items: items.filter(({ categoryId }) => categoryId === id),
	}));
	const title = categories.length === 0 ? texts.value.products : menuTexts.value.others;
	const others = { id: "", title, items: items.filter(({ categoryId }) => categoryId === null) };
	return [...sections, others].filter(({ items }) => items.length > 0);
};

const headingOf = (id: string): string => `category-${id}`;

const showSection = (id: string): void => {
	const heading = document.getElementById(headingOf(id));
	heading?.scrollIntoView();
	heading?.focus({ preventScroll: true });
};

const Categories = ({ sections }: { sections: Section[] }) => (
	<nav class="categories" aria-label={menuTexts.value.categories}>
		{sections.map(({ id, title }) => (
			<Button key={id} onPress={() => showSection(id)}>
				{title}
			</Button>
		))}
	</nav>
);

export const Products = ({ menu, store }: { menu: Menu; store: string }) => {
	const [query, setQuery] = useState("");
	const wanted = query.trim().toLowerCase();
	const sections = sectionsOf(wanted ? { ...menu, items: menu.items.filter(matches(wanted)) } : menu);
	return (
		<div class="stack products">
			{menu.items.length >= SEARCH_FROM && (
				<input
					type="search"
					class="search"
					aria-label={menuTexts.value.search}
					placeholder={menuTexts.value.search}
					value={query}
					maxLength={50}
					onInput={({ currentTarget }) => setQuery(currentTarget.value)}
				/>
			)}
			{sections.length > 1 && <Categories sections={sections} />}
			{menu.items.length === 0 && <p class="muted">{texts.value.noProducts}</p>}
			{wanted && <p role="status">{sections.length === 0 && menuTexts.value.nothingFound(query.trim())}</p>}
			{sections.map(({ id, items, title }) => (
				<section key={id} aria-labelledby={headingOf(id)}>
					<h2 id={headingOf(id)} tabIndex={-1}>
						{title}
					</h2>
					<ul>
						{items.map((item) => (
							<ProductCard key={item.productId} item={item} groups={groupsOf(item, menu.optionGroups)} store={store} />
						))}
					</ul>
				</section>
			))}
		</div>
	);
};
