import { Invalid } from "../../../lib/domain/refusal.ts";

/** The file has the right type, but not the structure of a picture. */
export class BrokenPicture extends Invalid {
	constructor(reason: string) {
		super("image", reason);
	}
}

/** A picture, rebuilt from the parts of the file that are needed to show it. */
export interface Picture {
	bytes: Buffer;
	width: number;
	height: number;
}
