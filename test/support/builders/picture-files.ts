import { crc32, deflateSync } from "node:zlib";

const uint32 = (value: number): Buffer => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};

export const pngChunk = (type: string, data: Buffer | string): Buffer => {
	const body = Buffer.concat([Buffer.from(type, "latin1"), Buffer.from(data)]);
	return Buffer.concat([uint32(body.length - 4), body, uint32(crc32(body))]);
};

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Png {
	extra?: Buffer[];
	height?: number;
	noise?: number;
	rows?: number;
	width?: number;
}

/** A gray PNG. Only the first `rows` of it have pixels, and `noise` makes it larger. */
export const aPng = ({ extra = [], height = 2, noise = 0, rows = height, width = 2 }: Png = {}): Buffer =>
	Buffer.concat([
		PNG_START,
		pngChunk("IHDR", Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 0, 0, 0, 0])])),
		...extra,
		pngChunk("IDAT", deflateSync(Buffer.alloc((width + 1) * rows))),
		...(noise ? [pngChunk("iCCP", Buffer.alloc(noise, "profile"))] : []),
		pngChunk("IEND", ""),
	]);

export const jpegSegment = (marker: number, data: Buffer | string): Buffer => {
	const content = Buffer.from(data as string, "latin1");
	return Buffer.concat([Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff]), content]);
};

export const aJpeg = ({ extra = [] as Buffer[], height = 2, width = 3 } = {}): Buffer =>
	Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		jpegSegment(0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
		...extra,
		jpegSegment(0xc0, Buffer.from([8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0])),
		jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
		Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]),
	]);

export const webpChunk = (type: string, data: Buffer | string): Buffer => {
	const content = Buffer.from(data as string, "latin1");
	const header = Buffer.from(`${type}\0\0\0\0`, "latin1");
	header.writeUInt32LE(content.length, 4);
	return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
};

/** A lossless picture of 3 by 2 pixels. */
const VP8L = webpChunk("VP8L", Buffer.from([0x2f, 2, 0x40, 0, 0, 0]));
export const vp8x = (flags: number, width = 3, height = 2): Buffer =>
	webpChunk("VP8X", Buffer.from([flags, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0]));

export const aWebp = (before: Buffer[] = [], after: Buffer[] = []): Buffer => {
	const content = Buffer.concat([Buffer.from("WEBP"), ...before, VP8L, ...after]);
	const header = Buffer.from("RIFF\0\0\0\0", "latin1");
	header.writeUInt32LE(content.length, 4);
	return Buffer.concat([header, content]);
};
