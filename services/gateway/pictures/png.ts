import { crc32 } from "node:zlib";
import { BrokenPicture, type Picture } from "./broken-picture.ts";

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const CRITICAL = ["IHDR", "PLTE", "IDAT", "IEND"];
const SHOWN = [...CRITICAL, "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs"];
/** Length and type before a chunk's data, and its checksum after it. */
const OVERHEAD = 12;
const HEADER_BYTES = 13;

interface Chunk {
	type: string;
	bytes: Buffer;
}

function* chunksOf(file: Buffer): Generator<Chunk> {
	for (let at = PNG_SIGNATURE.length; at + OVERHEAD <= file.length; ) {
		const end = at + OVERHEAD + file.readUInt32BE(at);
		if (end > file.length) break;
		const bytes = file.subarray(at, end);
		if (crc32(bytes.subarray(4, -4)) !== bytes.readUInt32BE(bytes.length - 4)) throw new BrokenPicture("A checksum of the PNG is wrong.");
		const type = bytes.toString("latin1", 4, 8);
		yield { type, bytes };
		if (type === "IEND") return;
		at = end;
	}
	throw new BrokenPicture("The PNG ends before its end.");
}

/** Drops comments, positions and other data that do not show, and what follows the end. */
export const cleanPng = (file: Buffer): Picture => {
	const chunks = [...chunksOf(file)];
	const [header] = chunks;
	if (header?.type !== "IHDR" || header.bytes.length !== OVERHEAD + HEADER_BYTES) throw new BrokenPicture("The PNG has no header.");
	// Types of chunks that a decoder must understand begin with a capital letter.
	if (chunks.some(({ type }) => /^[A-Z]/.test(type) && !CRITICAL.includes(type))) throw new BrokenPicture("The PNG has an unknown chunk.");
	if (!chunks.some(({ type }) => type === "IDAT")) throw new BrokenPicture("The PNG has no image data.");
	const shown = chunks.filter(({ type }) => SHOWN.includes(type)).map(({ bytes }) => bytes);
	return { bytes: Buffer.concat([PNG_SIGNATURE, ...shown]), width: header.bytes.readUInt32BE(8), height: header.bytes.readUInt32BE(12) };
};
