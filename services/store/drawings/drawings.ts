import { pictureIdOf, picturePath } from "../../../lib/domain/pictures.ts";
import { BAKERY } from "./bakery.ts";
import { DRINKS } from "./drinks.ts";

/** The drawings of the demo's products, by product. */
export const DRAWINGS: Record<string, string> = { ...DRINKS, ...BAKERY };

const stored = (svg: string) => {
	const bytes = Buffer.from(svg);
	return { pictureId: pictureIdOf(bytes, "svg"), bytes };
};

export const DEMO_DRAWINGS = Object.values(DRAWINGS).map(stored);

export const drawingPath = (productId: string): string | null => {
	const svg = DRAWINGS[productId];
	return svg === undefined ? null : picturePath(stored(svg).pictureId);
};
