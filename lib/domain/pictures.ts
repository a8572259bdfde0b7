import { createHash } from "node:crypto";

/** Media types by the ending of a picture's id. Only our own drawings are SVG: it can carry scripts. */
export const PICTURE_TYPES = { png: "image/png", jpg: "image/jpeg", webp: "image/webp", svg: "image/svg+xml" } as const;
export type PictureEnding = keyof typeof PICTURE_TYPES;

/** As text in base64, a part is smaller than the largest message that NATS takes (1 MB). */
const PART_BYTES = 480 * 1024;

/** The id follows from the content, so what is stored under it never changes. */
export const pictureIdOf = (bytes: Buffer, ending: PictureEnding): string =>
	`${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}.${ending}`;

export const picturePath = (pictureId: string): string => `/v1/pictures/${pictureId}`;
export const pictureIdIn = (path: string): string => path.split("/").pop()!;

/** One part of a stored picture, in base64. */
export interface PicturePart {
	parts: number;
	data: string;
}

export const partsOf = (bytes: Buffer): PicturePart[] => {
	const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
	return Array.from({ length: parts }, (_, part) => ({
		parts,
		data: bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES).toString("base64"),
	}));
};
