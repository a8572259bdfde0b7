/** Drawings are 240 by 240, lit from the upper left, and seen from slightly above. */

type Stop = [offset: number, color: string, opacity?: number];

const stops = (list: Stop[]): string =>
	list
		.map(
			([offset, color, opacity]) =>
				`<stop offset="${offset}" stop-color="${color}"${opacity === undefined ? "" : ` stop-opacity="${opacity}"`}/>`,
		)
		.join("");

/** Left to right, or along the given attributes. */
export const linear = (id: string, list: Stop[], along = ""): string =>
	`<linearGradient id="${id}" ${along}>${stops(list)}</linearGradient>`;
export const downwards = 'x2="0" y2="1"';
export const radial = (id: string, list: Stop[], place = ""): string =>
	`<radialGradient id="${id}" ${place}>${stops(list)}</radialGradient>`;

export interface Tint {
	light: string;
	deep: string;
}

const SHADE = radial("shade", [
	[0, "#2a160a", 0.38],
	[0.6, "#2a160a", 0.16],
	[1, "#2a160a", 0],
]);
const GLOW = radial(
	"glow",
	[
		[0, "#fff", 0.75],
		[1, "#fff", 0],
	],
	'cx=".3" cy=".22" r=".6"',
);

/** The shadow of something that stands here. */
export const shadow = (cx: number, cy: number, rx: number, ry: number): string =>
	`<ellipse cx="${cx + 8}" cy="${cy + 4}" rx="${rx}" ry="${ry}" fill="url(#shade)"/>`;

/** A plate or saucer around this point. */
export const plate = (cy: number, rx: number, ry: number): string =>
	`${shadow(120, cy + 8, rx * 1.12, ry * 1.15)}<ellipse cx="120" cy="${cy + 5}" rx="${rx}" ry="${ry}" fill="#c9b8a4"/>` +
	`<ellipse cx="120" cy="${cy}" rx="${rx}" ry="${ry}" fill="url(#china)"/>` +
	`<ellipse cx="120" cy="${cy + 1}" rx="${rx * 0.7}" ry="${ry * 0.66}" fill="#d9cab6" opacity=".55"/>` +
	`<ellipse cx="120" cy="${cy + 2.5}" rx="${rx * 0.68}" ry="${ry * 0.63}" fill="#fbf5ec"/>`;

const CHINA = linear(
	"china",
	[
		[0, "#fffdfa"],
		[0.55, "#f6ecdf"],
		[1, "#dccbb6"],
	],
	'x2="1" y2=".6"',
);

export const picture = ({ deep, light }: Tint, defs: string, content: string): string =>
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240"><defs>${linear(
		"back",
		[
			[0, light],
			[1, deep],
		],
		'x2=".6" y2="1"',
	)}${SHADE}${GLOW}${CHINA}${defs}</defs>` +
	`<path fill="url(#back)" d="M0 0h240v240H0z"/><path fill="url(#glow)" d="M0 0h240v240H0z"/>${content}</svg>\n`;
