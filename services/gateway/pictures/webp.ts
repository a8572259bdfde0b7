import { BrokenPicture, type Picture } from "./broken-picture.ts";

const HEADER_BYTES = 12;
const SHOWN = ["VP8X", "ICCP", "ALPH", "VP8 ", "VP8L"];
const ANIMATED = 0x02;
const EXIF_AND_XMP = 0x0c;

interface Chunk {
	type: string;
	/** With its header, and padded to an even length. */
	bytes: Buffer;
}

function* chunksOf(file: Buffer): Generator<Chunk> {
	const fileEnd = 8 + file.readUInt32LE(4);
	if (fileEnd > file.length) throw new BrokenPicture("The WebP ends before its end.");
	for (let at = HEADER_BYTES; at < fileEnd; ) {
		if (at + 8 > fileEnd) throw new BrokenPicture("The WebP ends before its end.");
		const size = file.readUInt32LE(at + 4);
		const end = at + 8 + size + (size % 2);
		if (end > fileEnd) throw new BrokenPicture("A part of the WebP is longer than the file.");
		yield { type: file.toString("latin1", at, at + 4), bytes: file.subarray(at, end) };
		at = end;
	}
}

type Size = Pick<Picture, "width" | "height">;

/** The positions are those in a chunk, behind its header of 8 bytes. */
const SIZES: Record<string, (chunk: Buffer) => Size | undefined> = {
	"VP8 ": (chunk) =>
		chunk.length >= 18 && chunk.readUIntBE(11, 3) === 0x9d012a
			? { width: chunk.readUInt16LE(14) & 0x3fff, height: chunk.readUInt16LE(16) & 0x3fff }
			: undefined,
	VP8L: (chunk) => {
		if (chunk.length < 13 || chunk[8] !== 0x2f) return undefined;
		const bits = chunk.readUInt32LE(9);
		return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
	},
	VP8X: (chunk) => (chunk.length >= 18 ? { width: chunk.readUIntLE(12, 3) + 1, height: chunk.readUIntLE(15, 3) + 1 } : undefined),
};

const withoutMetadata = ({ bytes, type }: Chunk): Buffer => {
	if (type !== "VP8X") return bytes;
	const copy = Buffer.from(bytes);
	copy[8]! &= ~EXIF_AND_XMP;
	return copy;
};

const riff = (chunks: Buffer[]): Buffer => {
	const content = Buffer.concat([Buffer.from("WEBP", "latin1"), ...chunks]);
	const header = Buffer.from("RIFF\0\0\0\0", "latin1");
	header.writeUInt32LE(content.length, 4);
	return Buffer.concat([header, content]);
};

export const isWebp = (file: Buffer): boolean =>
	file.length > HEADER_BYTES && file.toString("latin1", 0, 4) === "RIFF" && file.toString("latin1", 8, 12) === "WEBP";

/** Drops positions and other data that do not show, and what follows the end. */
export const cleanWebp = (file: Buffer): Picture => {
	const chunks = [...chunksOf(file)];
	const images = chunks.filter(({ type }) => type === "VP8 " || type === "VP8L");
	const canvas = chunks.find(({ type }) => type === "VP8X");
	const [image] = images;
	if (chunks.some(({ type }) => type === "ANIM" || type === "ANMF") || (canvas && canvas.bytes[8]! & ANIMATED))
		throw new BrokenPicture("The WebP is animated.");
	const size = image && images.length === 1 ? SIZES[image.type]!(image.bytes) : undefined;
	const canvasSize = canvas ? SIZES.VP8X!(canvas.bytes) : size;
	if (!size || size.width !== canvasSize?.width || size.height !== canvasSize.height)
		throw new BrokenPicture("The WebP has no image data.");
	return { bytes: riff(chunks.filter(({ type }) => SHOWN.includes(type)).map(withoutMetadata)), ...size };
};
