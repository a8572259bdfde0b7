/** Larger than any card of the menu, on a phone with three pixels to one. */
const MAX_SIDE = 1024;
const QUALITY = 0.85;

/** The size that fits, without enlarging. */
export const fittingSize = (width: number, height: number): { width: number; height: number } => {
	const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
	return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
};

/** A photo as a small WebP, upright; undefined if the browser cannot read it. Photos of phones are too large for a menu. */
export async function smallPicture(file: File): Promise<Blob | undefined> {
	const bitmap = await createImageBitmap(file).catch(() => undefined);
	if (!bitmap) return undefined;
	const canvas = Object.assign(document.createElement("canvas"), fittingSize(bitmap.width, bitmap.height));
	canvas.getContext("2d")!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
	bitmap.close();
	// A browser that cannot write WebP writes PNG, which is taken as well.
	return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/webp", QUALITY));
}
