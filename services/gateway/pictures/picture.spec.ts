import { aJpeg, aPng, aWebp, jpegSegment, pngChunk, vp8x, webpChunk } from "../../../test/support/builders/picture-files.ts";
import { cleanPicture, MAX_SIDE } from "./picture.ts";

const HTML = "<script>alert(1)</script>";
const FILES = { png: aPng(), jpeg: aJpeg(), webp: aWebp() };
const typeOf = (format: string) => `image/${format}`;
const reasonOf = (file: Buffer, type: string): string => {
	try {
		return cleanPicture(file, type) && "accepted";
	} catch (error) {
		const { data, message, type: code } = error as { data: { field: string }; message: string; type: string };
		return `${code} ${data.field}: ${message}`;
	}
};

describe.each(Object.entries(FILES))("a %s file", (format, file) => {
	it("is taken as it is if it has nothing but what shows", () => {
		expect(cleanPicture(file, typeOf(format)).bytes).toEqual(file);
	});

	it("loses what follows its end", () => {
		expect(cleanPicture(Buffer.concat([file, Buffer.from(HTML)]), typeOf(format)).bytes).toEqual(file);
	});

	it("is refused wherever it is cut off", () => {
		for (let length = 0; length < file.length; length++)
			expect(reasonOf(file.subarray(0, length), typeOf(format))).toMatch(/^(unsupported_picture|invalid) image: /);
	});

	it.each(["image/svg+xml", "application/json", "image/gif", ""])("is refused as %p", (type) => {
		expect(reasonOf(file, type)).toMatch(/^unsupported_picture /);
	});
});

describe("files of another kind", () => {
	it.each([
		["an SVG", `<svg xmlns="http://www.w3.org/2000/svg">${HTML}</svg>`],
		["HTML", HTML],
		["a GIF", "GIF89a\x01\0\x01\0"],
		["nothing", ""],
	])("refuses %s, whatever it says it is", (_, text) => {
		for (const type of ["image/png", "image/jpeg", "image/webp"])
			expect(reasonOf(Buffer.from(text), type)).toMatch(/^unsupported_picture /);
	});
});

describe("what does not show", () => {
	it("is dropped from a PNG", () => {
		const extra = [pngChunk("tEXt", `Comment\0${HTML}`), pngChunk("eXIf", "GPS"), pngChunk("acTL", "frames")];

		expect(cleanPicture(aPng({ extra }), "image/png").bytes).toEqual(FILES.png);
		expect(cleanPicture(aPng({ extra: [pngChunk("gAMA", "\0\0\0\x01")] }), "image/png").bytes.includes("gAMA")).toBe(true);
	});

	it("is dropped from a JPEG, except that it lies on its side", () => {
		const tiff = (value: number) =>
			`II*\0\x08\0\0\0\x02\0\x25\x88\x04\0\x01\0\0\0\x63\0\0\0\x12\x01\x03\0\x01\0\0\0${String.fromCharCode(value)}\0\0\0`;
		const exif = (value: number) => jpegSegment(0xe1, `Exif\0\0${tiff(value)}`);
		const withExif = (value: number) => cleanPicture(aJpeg({ extra: [exif(value), jpegSegment(0xfe, HTML)] }), "image/jpeg").bytes;

		expect([withExif(1), withExif(9)]).toEqual([FILES.jpeg, FILES.jpeg]);
		const turned = withExif(6);
		expect(turned.length).toBe(FILES.jpeg.length + 36);
		expect(cleanPicture(turned, "image/jpeg").bytes).toEqual(turned);
		expect(turned.includes(HTML)).toBe(false);
	});

	it("is dropped from a WebP", () => {
		const file = aWebp([vp8x(0x1c)], [webpChunk("EXIF", "GPS"), webpChunk("XMP ", HTML), webpChunk("ABCD", HTML)]);

		expect(cleanPicture(file, "image/webp").bytes).toEqual(aWebp([vp8x(0x10)]));
	});
});

describe("a hostile file", () => {
	const FRAME_AT = FILES.png.indexOf("IDAT");
	const damaged = Buffer.from(FILES.png);
	damaged[FRAME_AT + 5]! ^= 1;

	it.each<[string, Buffer, string, RegExp]>([
		["a PNG with enormous dimensions", aPng({ width: 50_000, height: 50_000, rows: 1 }), "image/png", /50000 by 50000/],
		["a PNG one pixel too wide", aPng({ width: MAX_SIDE + 1, rows: 1 }), "image/png", /2049 by 2/],
		["a PNG without area", aPng({ width: 0, rows: 1 }), "image/png", /0 by 2/],
		["a PNG with a wrong checksum", damaged, "image/png", /checksum/],
		["a PNG with an unknown critical chunk", aPng({ extra: [pngChunk("ABCD", "")] }), "image/png", /unknown chunk/],
		["a JPEG with enormous dimensions", aJpeg({ width: 65_535, height: 65_535 }), "image/jpeg", /65535 by 65535/],
		[
			"a JPEG whose segment is longer than the file",
			Buffer.concat([aJpeg().subarray(0, 2), jpegSegment(0xe0, "").subarray(0, 2), Buffer.from([0xff, 0xff])]),
			"image/jpeg",
			/longer/,
		],
		["a JPEG with an empty segment", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9]), "image/jpeg", /longer/],
		["an animated WebP", aWebp([vp8x(0x02)]), "image/webp", /animated/],
		["a WebP with frames", aWebp([], [webpChunk("ANMF", "")]), "image/webp", /animated/],
		["a WebP whose canvas is larger than its picture", aWebp([vp8x(0, 200, 200)]), "image/webp", /no image data/],
		["a WebP with two pictures", aWebp([], [webpChunk("VP8 ", "")]), "image/webp", /no image data/],
	])("refuses %s", (_, file, type, reason) => {
		expect(reasonOf(file, type)).toMatch(/^invalid image: /);
		expect(reasonOf(file, type)).toMatch(reason);
	});

	it("does not unpack pixels, however many there are in few bytes", () => {
		const bomb = aPng({ width: MAX_SIDE, height: MAX_SIDE, rows: 20_000 });

		expect(bomb.length).toBeLessThan(100_000);
		expect(cleanPicture(bomb, "image/png").bytes.length).toBe(bomb.length);
	});
});
