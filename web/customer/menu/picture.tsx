import type { MenuItem } from "../../../contracts/menu/items.ts";

/** Decorative: the name stands beside it. Its size is fixed, so that nothing moves when it arrives. */
export const Picture = ({ item: { image } }: { item: Pick<MenuItem, "image"> }) => (
	<span class="picture">
		{image ? (
			<img src={image} alt="" width="96" height="96" loading="lazy" decoding="async" />
		) : (
			<svg viewBox="0 0 48 48" width="40" height="40" aria-hidden="true">
				<path
					d="M10 16h24v13a9 9 0 0 1-9 9h-6a9 9 0 0 1-9-9zM34 20h3a5 5 0 0 1 0 10h-3M16 11c0-3 3-3 3-6M25 11c0-3 3-3 3-6"
					fill="none"
					stroke="currentColor"
					stroke-width="2.5"
					stroke-linecap="round"
				/>
			</svg>
		)}
	</span>
);
