import { linear, picture, plate, radial, shadow } from "./frame.ts";

const BUTTER = { light: "#fcf3e4", deep: "#ecd3b2" };

const CRUST = linear(
	"crust",
	[
		[0, "#f6c878"],
		[0.5, "#dd9440"],
		[1, "#a85a1c"],
	],
	'x2=".3" y2="1"',
);

const onPlate = (defs: string, content: string, tint = BUTTER): string =>
	picture(tint, CRUST + defs, `<g transform="translate(-6 -27) scale(1.05)">${plate(164, 98, 44)}${content}</g>`);

interface Segment {
	x: number;
	y: number;
	turn: number;
	width: number;
	height: number;
}

const share = (length: number, of: number): number => Math.round(length * of);

const rolled = ({ height, turn, width, x, y }: Segment): string =>
	`<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M${-width} 0Q${-width} ${-height} 0 ${-height}T${width} 0Q${width} ${height} 0 ${height}T${-width} 0"/><path fill="none" stroke="#ffe3a8" stroke-width="4" stroke-linecap="round" opacity=".9" d="M${share(width, -0.55)} ${share(height, -0.55)}Q${share(width, -0.1)} ${share(height, -0.86)} ${share(width, 0.3)} ${share(height, -0.74)}"/></g>`;

const rolls = (segments: Segment[]): string =>
	`<g fill="url(#crust)" stroke="#8f4c17" stroke-width="2">${segments.map(rolled).join("")}</g>`;

/** Segments from the tips to the middle, which lies on top. */
const CROISSANT: Segment[] = [
	{ x: 40, y: 170, turn: -58, width: 16, height: 13 },
	{ x: 200, y: 170, turn: 58, width: 16, height: 13 },
	{ x: 54, y: 152, turn: -44, width: 18, height: 22 },
	{ x: 186, y: 152, turn: 44, width: 18, height: 22 },
	{ x: 76, y: 138, turn: -26, width: 21, height: 31 },
	{ x: 164, y: 138, turn: 26, width: 21, height: 31 },
	{ x: 100, y: 130, turn: -10, width: 23, height: 37 },
	{ x: 140, y: 130, turn: 10, width: 23, height: 37 },
	{ x: 120, y: 128, turn: 0, width: 23, height: 40 },
];

const SALT_BREAD: Segment[] = [
	{ x: 40, y: 172, turn: -10, width: 16, height: 13 },
	{ x: 200, y: 144, turn: -10, width: 16, height: 13 },
	{ x: 58, y: 165, turn: -10, width: 20, height: 23 },
	{ x: 182, y: 143, turn: -10, width: 20, height: 23 },
	{ x: 84, y: 156, turn: -10, width: 24, height: 34 },
	{ x: 156, y: 143, turn: -10, width: 24, height: 34 },
	{ x: 120, y: 148, turn: -10, width: 30, height: 42 },
];

const SALT = [
	[104, 118],
	[116, 112],
	[126, 120],
	[134, 110],
	[112, 128],
	[98, 130],
	[140, 122],
	[122, 132],
	[88, 132],
	[150, 114],
]
	.map(([x, y]) => `<path d="m${x} ${y} 5 1-1 5-5-1z"/>`)
	.join("");

const bar = (x: number, y: number, turn: number): string =>
	`<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M-46 0-38-18H38L46 0 40 20H-40z" fill="#b56a24" stroke="#8f4c17" stroke-width="3" stroke-linejoin="round"/><path d="M-46 0-38-18H38L46 0z" fill="url(#crust)" stroke="#dd9440" stroke-width="3" stroke-linejoin="round"/><path d="M-32-13H26" stroke="#ffe3a8" stroke-width="4" stroke-linecap="round" opacity=".8"/></g>`;

const almond = (x: number, y: number, turn: number): string =>
	`<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M-12 0Q0-11 13 0 0 11-12 0" fill="#f7e3c0" stroke="#a9713a" stroke-width="1.5"/></g>`;

interface Wedge {
	/** Layers of the cut side, from top to bottom: share of the height, colour. */
	layers: [share: number, color: string][];
	top: string;
	topEdge: string;
	extra: string;
}

/** A slice of cake: the top is a triangle, and the long cut side faces us. */
const wedge = ({ extra, layers, top, topEdge }: Wedge): string => {
	const height = 54;
	let y = 0;
	const sides = layers
		.map(([share, color]) => {
			const from = y * height;
			y += share;
			const to = y * height;
			return `<path d="M38 ${134 + from} 176 ${150 + from}V${150 + to}L38 ${134 + to}z" fill="${color}"/>`;
		})
		.join("");
	const backs = `<path d="M176 150q24-14 30-38v${height}q-6 24-30 38z" fill="${topEdge}"/>`;
	return `<g transform="translate(8 6) scale(.94)">${shadow(112, 190, 92, 22)}${sides}${backs}<path d="M38 134 176 150q24-14 30-38-46-22-168 22" fill="${top}"/><path d="M38 134 176 150V204L38 188z" fill="url(#cut)"/>${extra}</g>`;
};

const CUT = linear("cut", [
	[0, "#fff", 0.22],
	[0.5, "#fff", 0],
	[1, "#3a1c08", 0.16],
]);

export const BAKERY: Record<string, string> = {
	croissant: onPlate("", shadow(118, 172, 88, 26) + rolls(CROISSANT)),
	"salt-bread": onPlate("", `${shadow(118, 174, 82, 26)}${rolls(SALT_BREAD)}<g fill="#fff" stroke="#cdb592" stroke-width=".8">${SALT}</g>`),
	bagel: onPlate(
		radial(
			"ring",
			[
				[0.2, "#8f4c17"],
				[0.42, "#e0a050"],
				[0.68, "#eeb768"],
				[1, "#a85a1c"],
			],
			'cx=".46" cy=".42" r=".58"',
		),
		shadow(120, 172, 82, 30) +
			'<ellipse cx="120" cy="146" rx="74" ry="42" fill="#9c5519"/><ellipse cx="120" cy="138" rx="74" ry="42" fill="url(#ring)"/>' +
			'<ellipse cx="120" cy="134" rx="22" ry="10" fill="#7a3f12"/><path d="M98 134a22 10 0 0 1 44 0 24 8 0 0 0-44 0" fill="#4f270a"/>' +
			'<path d="M64 126c10-16 28-22 46-24" fill="none" stroke="#ffe9bd" stroke-width="7" stroke-linecap="round" opacity=".85"/>' +
			'<path d="M150 166c12-3 22-8 28-15" fill="none" stroke="#ffd894" stroke-width="4" stroke-linecap="round" opacity=".5"/>',
	),
	financier: onPlate(
		"",
		shadow(118, 176, 84, 26) +
			bar(84, 158, -9) +
			bar(154, 164, 9) +
			bar(118, 130, -3) +
			almond(98, 122, 24) +
			almond(120, 116, -12) +
			almond(140, 120, 18) +
			almond(68, 148, -20) +
			almond(168, 150, 30) +
			almond(52, 190, 30) +
			almond(76, 196, -10),
	),
	"basque-cheesecake": onPlate(
		CUT +
			linear(
				"burnt",
				[
					[0, "#8a4a1c"],
					[0.6, "#5d2c10"],
					[1, "#452009"],
				],
				'x2="1" y2=".4"',
			),
		wedge({
			layers: [
				[0.16, "#b97a3a"],
				[0.7, "#f9e6b4"],
				[0.14, "#e9c884"],
			],
			top: "url(#burnt)",
			topEdge: "#7a3f16",
			extra: '<path d="M78 126q50-18 96-8" fill="none" stroke="#c07a40" stroke-width="4" stroke-linecap="round" opacity=".6"/>',
		}),
	),
	"carrot-cake": onPlate(
		CUT +
			linear("icing", [
				[0, "#fffdf8"],
				[1, "#f3e6d2"],
			]),
		wedge({
			layers: [
				[0.14, "#fffaf0"],
				[0.32, "#b06a31"],
				[0.1, "#fffaf0"],
				[0.32, "#a8622b"],
				[0.12, "#96531f"],
			],
			top: "url(#icing)",
			topEdge: "#e6d5bd",
			extra:
				'<g fill="#e8862f"><circle cx="70" cy="152" r="3"/><circle cx="104" cy="162" r="3"/><circle cx="142" cy="164" r="3"/><circle cx="88" cy="176" r="3"/><circle cx="126" cy="182" r="3"/><circle cx="158" cy="188" r="3"/></g>' +
				'<g transform="translate(150 122) rotate(24)"><path d="M-9-6Q0-12 9-6L0 26z" fill="#ef7f1f"/><path d="m-4 2 6-1M-2 10l5-1" stroke="#c65f10" stroke-width="2"/><path d="M0-8q-10-8-8-16Q0-20 0-8q0-12 9-16 0 10-9 16" fill="#5d9a4e"/></g>',
		}),
	),
	"ham-cheese-sandwich": onPlate(
		"",
		shadow(118, 178, 92, 26) +
			'<g transform="translate(14 12) scale(.88) rotate(-8 120 150)"><path d="M28 166q0 26 30 26h124q30 0 30-26z" fill="#c57a2c" stroke="#8f4c17" stroke-width="2"/><path d="M26 158h188q4 8-4 12H30q-8-4-4-12" fill="#f7e2b8"/>' +
			'<path d="M22 152q12 14 24 2 12 16 26 2 12 16 26 2 12 16 26 2 12 16 26 2 12 14 26 0 14 12 40-6l-4-12H26z" fill="#e58f86"/><path d="M22 152q12 14 24 2 12 16 26 2 12 16 26 2 12 16 26 2 12 16 26 2 12 14 26 0 14 12 40-6" fill="none" stroke="#c8685f" stroke-width="2"/>' +
			'<path d="M30 142h180l-10 12-22-4-20 10-24-8-26 8-24-8-26 6-18-8z" fill="#f9d25c"/>' +
			'<path d="M24 140q16-10 32 0 16-10 32 0 16-10 32 0 16-10 32 0 16-10 32 0 14-8 32 0-4 10-20 8-14 6-28 0-16 8-30 0-16 8-32 0-16 8-30 0-16 6-28 0-16 2-24-8" fill="#7db35a"/>' +
			'<path d="M28 136c-2-34 26-52 60-54h66c34 2 60 20 58 54q-92 12-184 0" fill="url(#crust)" stroke="#8f4c17" stroke-width="2"/>' +
			'<g fill="none" stroke="#fbe0ac" stroke-width="7" stroke-linecap="round"><path d="M78 94q16 8 18 24M114 88q16 8 18 26M150 90q14 8 16 24"/></g><path d="M44 114c6-12 18-20 32-23" fill="none" stroke="#ffe9bd" stroke-width="5" stroke-linecap="round" opacity=".8"/></g>',
	),
};
