import { PICTURE_TYPES, type PictureEnding } from "../../../lib/domain/pictures.ts";
import { UnsupportedPicture } from "../gateway.errors.ts";
import { BrokenPicture, type Picture } from "./broken-picture.ts";
import { cleanJpeg, JPEG_SIGNATURE } from "./jpeg.ts";
import { cleanPng, PNG_SIGNATURE } from "./png.ts";
import { cleanWebp, isWebp } from "./webp.ts";

export const MAX_PICTURE_BYTES = 2 * 1024 * 1024;
/** A phone decodes some twenty pictures of a menu at once. */
export const MAX_SIDE = 2048;

const startsWith = (file: Buffer, signature: Buffer): boolean => file.subarray(0, signature.length).equals(signature);

const FORMATS: [ending: PictureEnding, is: (file: Buffer) => boolean, clean: (file: Buffer) => Picture][] = [
	["png", (file) => startsWith(file, PNG_SIGNATURE), cleanPng],
	["jpg", (file) => startsWith(file, JPEG_SIGNATURE), cleanJpeg],
	["webp", isWebp, cleanWebp],
];

/**
 * Checks an uploaded file by its content, and rebuilds it from the parts that show. The pixels are not decoded: a file whose
 * compressed data are damaged is stored, and shown damaged.
 */
export const cleanPicture = (file: Buffer, declaredType: string): { bytes: Buffer; ending: PictureEnding } => {
	const format = FORMATS.find(([, is]) => is(file));
	if (!format || PICTURE_TYPES[format[0]] !== declaredType) throw new UnsupportedPicture(declaredType);
	const [ending, , clean] = format;
	const { bytes, height, width } = clean(file);
	if (Math.min(width, height) < 1 || Math.max(width, height) > MAX_SIDE)
		throw new BrokenPicture(`It is ${width} by ${height} pixels, but may have ${MAX_SIDE} on each side.`);
	return { bytes, ending };
};
