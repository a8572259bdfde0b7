import { Refusal } from "../../lib/domain/refusal.ts";

export class ForbiddenUrl extends Refusal {
	constructor(reason: string) {
		super("forbidden_url", `The URL is not allowed for webhooks. ${reason}`, { field: "url" });
	}
}
