import { Refusal } from "../../lib/domain/refusal.ts";

export class ForbiddenUrl extends Refusal {
	constructor(why: string) {
		super("forbidden_url", `Webhooks are not sent there. ${why}`, { field: "url" });
	}
}
