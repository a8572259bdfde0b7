import { Refusal } from "../../../lib/domain/refusal.ts";

export class CategoryInUse extends Refusal {
	constructor(categoryId: string) {
		super("category_in_use", `Products are in category ${categoryId}.`, { categoryId });
	}
}

export class OptionGroupInUse extends Refusal {
	constructor(groupId: string) {
		super("option_group_in_use", `Products use option group ${groupId}.`, { groupId });
	}
}

export class CatalogueFull extends Refusal {
	constructor() {
		super("catalogue_full", "The catalogue would no longer fit into a message.");
	}
}
