import { Errors } from "moleculer";

/** Other writers were faster each time; trying again later is right. */
export class Contended extends Errors.MoleculerRetryableError {
	constructor(name: string, tries: number) {
		super(`${name} was written by others ${tries} times in a row.`, 503, "contended", { actor: name, tries });
	}
}
