import type { Menu } from "../../../contracts/menu/items.ts";

type Content = Omit<Menu, "version">;

const MOST = 100;

/** The menus that were read last. Open pages read theirs every two seconds, and it rarely changes. */
export class RecentMenus {
	#menus = new Map<string, { tag: string; menu: Content }>();

	/** `tag` names all versions that the menu depends on. */
	get(storeId: string, tag: string, assemble: () => Content): Content {
		const recent = this.#menus.get(storeId);
		const menu = recent?.tag === tag ? recent.menu : assemble();
		this.#menus.delete(storeId);
		this.#menus.set(storeId, { tag, menu });
		if (this.#menus.size > MOST) this.#menus.delete(this.#menus.keys().next().value!);
		return menu;
	}
}
