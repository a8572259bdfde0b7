import { Refusal } from "../../lib/domain/refusal.ts";

/** The provider refused, failed or did not answer in time. */
export class SmsNotSent extends Refusal {
	constructor() {
		super("sms_not_sent", "The SMS provider did not accept the message.");
	}
}
