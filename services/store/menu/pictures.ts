import { type PicturePart, partsOf } from "../../../lib/domain/pictures.ts";
import type { Table } from "../../../lib/storage/table.ts";

const rowOf = (pictureId: string, part: number): string => `${pictureId}/${part}`;

/** Pictures in parts. Part 0 is written last and removed first: a picture exists if its part 0 does. */
export class Pictures {
	#rows: Table<PicturePart>;

	constructor(rows: Table<PicturePart>) {
		this.#rows = rows;
	}

	part(pictureId: string, part: number): Promise<PicturePart | undefined> {
		return this.#rows.get(rowOf(pictureId, part));
	}

	/** Storing a part again changes nothing, because the id follows from the content. */
	async add(pictureId: string, part: number, stored: PicturePart): Promise<void> {
		await this.#rows.insert(rowOf(pictureId, part), stored);
	}

	async addWhole(pictureId: string, bytes: Buffer): Promise<void> {
		const parts = partsOf(bytes);
		for (const part of [...parts.keys()].reverse()) await this.add(pictureId, part, parts[part]!);
	}

	async remove(pictureId: string): Promise<void> {
		const first = await this.part(pictureId, 0);
		for (let part = 0; part < (first?.parts ?? 0); part++) await this.#rows.remove(rowOf(pictureId, part));
	}
}
