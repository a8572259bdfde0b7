import { BrokenPicture, type Picture } from "./broken-picture.ts";

export const JPEG_SIGNATURE = Buffer.from([0xff, 0xd8, 0xff]);

const START = Buffer.from([0xff, 0xd8]);
const END = Buffer.from([0xff, 0xd9]);
const END_MARKER = 0xd9;
const SCAN = 0xda;
const EXIF = 0xe1;
/** APP0 (JFIF), APP2 (color profile) and APP14 (color transform) show; the other applications' data does not. */
const SHOWN_APPLICATIONS = [0xe0, 0xe2, 0xee];
const COMMENT = 0xfe;

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const isApplication = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
const isShown = (marker: number): boolean =>
	isApplication(marker) ? SHOWN_APPLICATIONS.includes(marker) : marker >= 0xc0 && marker !== COMMENT;

interface Segment {
	marker: number;
	/** With its marker, and with the data of a scan. */
	bytes: Buffer;
}

/** In the data of a scan, FF is followed by 00 or a restart marker. */
const endOfScan = (file: Buffer, from: number): number => {
	for (let at = file.indexOf(0xff, from); at >= 0; at = file.indexOf(0xff, at + 1)) {
		const next = file[at + 1];
		if (next !== undefined && next !== 0 && next !== 0xff && !isRestart(next)) return at;
	}
	throw new BrokenPicture("The JPEG ends before its end.");
};

function* segmentsOf(file: Buffer): Generator<Segment> {
	for (let at = START.length; ; ) {
		while (file[at] === 0xff && file[at + 1] === 0xff) at++;
		const marker = file[at + 1];
		if (file[at] !== 0xff || marker === undefined) throw new BrokenPicture("The JPEG ends before its end.");
		if (marker === END_MARKER) return;
		const dataEnd = at + 4 > file.length ? Number.POSITIVE_INFINITY : at + 2 + file.readUInt16BE(at + 2);
		if (dataEnd < at + 4 || dataEnd > file.length) throw new BrokenPicture("A part of the JPEG is longer than the file.");
		const end = marker === SCAN ? endOfScan(file, dataEnd) : dataEnd;
		yield { marker, bytes: file.subarray(at, end) };
		at = end;
	}
}

const ORIENTATION = 0x0112;
const TIFF_AT = 10;

/** Photos of phones lie on their side, and say so in their Exif data, 2 to 8; 1 is upright. */
const orientationIn = ({ bytes }: Segment): number => {
	if (bytes.toString("latin1", 4, TIFF_AT) !== "Exif\0\0") return 1;
	const tiff = bytes.subarray(TIFF_AT);
	const isLittle = tiff.toString("latin1", 0, 2) === "II";
	const short = (at: number) => (at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
	const long = (at: number) => (at + 4 > tiff.length ? 0 : isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
	const directory = long(4);
	for (let entry = 0; entry < short(directory); entry++) {
		const at = directory + 2 + entry * 12;
		if (short(at) === ORIENTATION) return short(at + 8);
	}
	return 1;
};

/** Exif data with nothing but the orientation. */
const exifOf = (orientation: number): Buffer => {
	const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
	return Buffer.concat([Buffer.from([0xff, EXIF, 0, 8 + tiff.length]), Buffer.from("Exif\0\0", "latin1"), Buffer.from(tiff)]);
};

/** Drops positions, thumbnails, comments and other data that do not show, and what follows the end. */
export const cleanJpeg = (file: Buffer): Picture => {
	const segments = [...segmentsOf(file)];
	const frame = segments.find(({ marker }) => isFrame(marker))?.bytes;
	if (!frame || frame.length < 9 || !segments.some(({ marker }) => marker === SCAN)) throw new BrokenPicture("The JPEG has no image data.");
	const exif = segments.find(({ marker }) => marker === EXIF);
	const orientation = exif ? orientationIn(exif) : 1;
	const turned = orientation > 1 && orientation <= 8 ? [exifOf(orientation)] : [];
	const shown = segments.filter(({ marker }) => isShown(marker)).map(({ bytes }) => bytes);
	return { bytes: Buffer.concat([START, ...turned, ...shown, END]), width: frame.readUInt16BE(7), height: frame.readUInt16BE(5) };
};
