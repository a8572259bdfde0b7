import { linear, picture, plate, radial, shadow, type Tint } from "./frame.ts";

const MUG = linear("mug", [
	[0, "#f3e9dc"],
	[0.2, "#fffdfa"],
	[0.6, "#f1e5d6"],
	[1, "#c9b59d"],
]);

const STEAM =
	'<g fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".55"><path d="M98 62c-9-9 9-15 0-27s7-15 3-19"/><path d="M124 58c-9-9 9-15 0-27s7-15 3-19"/></g>';

interface Mug {
	tint: Tint;
	/** Gradients of the drink. */
	defs?: string;
	/** The surface as seen from above, in a circle of radius 56 around the origin. */
	surface: string;
	/** What stands above the rim. */
	above?: string;
	/** What lies beside the cup, in front of it. */
	beside?: string;
	isHot?: boolean;
}

/** A china cup on its saucer. */
export const mug = ({ above = "", beside = "", defs = "", isHot = true, surface, tint }: Mug): string =>
	picture(
		tint,
		`${MUG}<clipPath id="brim"><circle r="56"/></clipPath>${defs}`,
		`${plate(184, 92, 31)}${shadow(122, 186, 52, 15)}` +
			'<path d="M168 112c30-10 48 2 43 24-4 19-26 31-52 32" fill="none" stroke="#cdbaa3" stroke-width="13" stroke-linecap="round"/>' +
			'<path d="M168 110c30-10 48 2 43 24-4 19-26 31-52 32" fill="none" stroke="#f7eee2" stroke-width="10" stroke-linecap="round"/>' +
			'<path d="M52 98c0 46 17 84 46 90q18 4 36 0c29-6 46-44 46-90z" fill="url(#mug)"/>' +
			'<path d="M63 128c5 26 16 44 32 52" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".8"/>' +
			'<ellipse cx="116" cy="98" rx="64" ry="28" fill="#fffdfa"/><ellipse cx="116" cy="99" rx="59" ry="25" fill="#cfbda8"/>' +
			`<g transform="translate(116 102) scale(1 .41)"><g clip-path="url(#brim)">${surface}</g></g>` +
			'<path d="M60 99a59 25 0 0 1 112 0 62 25 0 0 0-112 0" fill="#6b4a2e" opacity=".25"/>' +
			`${above}${isHot ? STEAM : ""}${beside}`,
	);

/** A drink with a lighter ring at the brim. */
export const drink = (center: string, edge: string, ring: string): string =>
	`<circle r="56" fill="${edge}"/><circle r="52" fill="${center}"/><circle r="54" fill="none" stroke="${ring}" stroke-width="5" opacity=".85"/>`;

interface Glass {
	tint: Tint;
	/** Colours of the drink, from top to bottom. */
	layers: [offset: number, color: string][];
	surface: string;
	/** Among the ice, behind the front of the glass. */
	inside?: string;
	/** At the rim. */
	garnish?: string;
	beside?: string;
	straw?: string;
}

const CUBE =
	'<g id="cube"><rect x="-15" y="-15" width="30" height="30" rx="6" fill="url(#ice)" stroke="#fff" stroke-opacity=".6" stroke-width="1.5"/><path d="M-10 6V-10H6" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" opacity=".75"/></g>';

const cube = (x: number, y: number, turn: number): string => `<use href="#cube" transform="translate(${x} ${y}) rotate(${turn})"/>`;

const ICE = linear(
	"ice",
	[
		[0, "#fff", 0.75],
		[1, "#fff", 0.12],
	],
	'x2="1" y2="1"',
);

/** A tall glass with ice. */
export const glass = ({ beside = "", garnish = "", inside = "", layers, straw = "#e9674c", surface, tint }: Glass): string =>
	picture(
		tint,
		`${ICE}${CUBE}${linear("drink", layers, 'x2="0" y2="1"')}${linear("side", [
			[0, "#fff", 0.5],
			[0.18, "#fff", 0.05],
			[0.8, "#000", 0],
			[1, "#000", 0.22],
		])}<clipPath id="in"><path d="M74 50 86 194q34 16 68 0l12-144z"/></clipPath>`,
		`${shadow(122, 202, 62, 16)}` +
			'<path d="M72 50 83 198q37 18 74 0l11-148z" fill="#fff" opacity=".38"/>' +
			'<path d="M78 78 87 194q33 15 66 0l9-116z" fill="url(#drink)"/>' +
			`<ellipse cx="120" cy="78" rx="42" ry="12" fill="${surface}"/>` +
			`<path d="m128 120 22-96" stroke="${straw}" stroke-width="8" stroke-linecap="round"/><path d="m128 120 22-96" stroke="#fff" stroke-width="8" stroke-dasharray="5 9" opacity=".75"/>` +
			`<g clip-path="url(#in)">${cube(101, 82, -14)}${cube(138, 86, 18)}${cube(117, 116, 34)}${inside}</g>` +
			'<path d="M78 78 87 194q33 15 66 0l9-116q-42 22-84 0" fill="url(#side)"/>' +
			'<path d="M72 50 83 198q37 18 74 0l11-148" fill="none" stroke="#fff" stroke-opacity=".85" stroke-width="3"/>' +
			'<ellipse cx="120" cy="50" rx="48" ry="13" fill="#fff" fill-opacity=".18" stroke="#fff" stroke-opacity=".95" stroke-width="3"/>' +
			'<path d="m89 96 7 84" stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".55"/><path d="m101 168 1 12" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".4"/>' +
			`${garnish}${beside}`,
	);

/** A round slice of citrus fruit around the origin. */
export const slice = (peel: string, flesh: string, radius = 26): string =>
	`<g transform="scale(${radius / 26})"><circle r="26" fill="${peel}"/><circle r="23" fill="#fff6e2"/><circle r="20" fill="${flesh}"/><path d="M-20 0H20M0-20V20M-14-14 14 14M-14 14 14-14" stroke="#fff6e2" stroke-width="2.5"/><circle r="3" fill="#fff6e2"/><path d="M-14-9A17 17 0 0 1-4-16" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" opacity=".7"/></g>`;

/** A leaf around the origin, pointing up. */
export const leaf = (color = "#5d9a4e"): string =>
	`<path d="M0 18C-14 4-10-14 0-22c10 8 14 26 0 40" fill="${color}"/><path d="M0 18V-14" stroke="#fff" stroke-opacity=".4" stroke-width="1.5"/>`;

export const DEEP = radial("deep", [
	[0, "#5a2f17"],
	[1, "#2c140a"],
]);
