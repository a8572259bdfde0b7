import { Errors } from "moleculer";

/** Every attempt lost to a concurrent writer. The operation may be retried. */
export class Contended extends Errors.MoleculerRetryableError {
	constructor(name: string, tries: number) {
		super(`${name} was changed by concurrent writers ${tries} times in a row.`, 503, "contended", { actor: name, tries });
	}
}
