import { DEEP, drink, glass, leaf, mug, slice } from "./cups.ts";

const WARM = { light: "#fbf1e2", deep: "#e9d2b4" };
const COOL = { light: "#eef5f6", deep: "#c6dbe0" };
const CREAM = "#fdf3e3";

/** A heart of milk foam, as seen from above. */
const HEART = `<path d="M0 40C-52 8-44-32-18-32-6-32 0-22 0-16c0-6 6-16 18-16C44-32 52 8 0 40" fill="${CREAM}"/>`;
const ROSETTA = `<g fill="none" stroke="${CREAM}" stroke-linecap="round"><path d="M-34-4C-30 20-12 34 0 42 12 34 30 20 34-4" stroke-width="8"/><path d="M-27-16C-24 6-10 20 0 26 10 20 24 6 27-16" stroke-width="8"/><path d="M-19-28C-16-8-7 4 0 9 7 4 16-8 19-28" stroke-width="8"/><path d="M0-44V46" stroke-width="4"/></g><path d="M0-24C-15-34-10-46-4-46c3 0 4 3 4 5 0-2 1-5 4-5 6 0 11 12-4 22" fill="${CREAM}"/>`;
const TULIP = `<g fill="${CREAM}"><path d="M0 46C-40 26-46-2-30-8-14-10-4 2 0 12 4 2 14-10 30-8 46-2 40 26 0 46"/><path d="M0 4C-26-8-30-26-20-30-10-31-3-22 0-16c3-6 10-15 20-14 10 4 6 22-20 34"/></g>`;
const LATTE = drink("#b27a45", "#8a5529", "#d9ac77");
const BUBBLES =
	'<g fill="#d9a566"><circle cx="-34" cy="18" r="4"/><circle cx="-26" cy="28" r="3"/><circle cx="-40" cy="4" r="2.5"/><circle cx="38" cy="-12" r="3.5"/></g>';

const BEAN = (x: number, y: number, turn: number): string =>
	`<g transform="translate(${x} ${y}) rotate(${turn})"><ellipse rx="11" ry="7.5" fill="#5d3118"/><ellipse cx="-2" cy="-2" rx="7" ry="4" fill="#8a5230" opacity=".7"/><path d="M-10 1q10-7 20-2" fill="none" stroke="#2e1509" stroke-width="2"/></g>`;
const BEANS = BEAN(42, 206, -20) + BEAN(60, 217, 24);

/** Whipped cream on top of a cup. */
const WHIP =
	'<path d="M62 100c-8-16 8-26 18-24-2-16 16-24 28-18 4-14 22-16 26-4 14-4 26 6 20 20 12 0 22 14 14 26-20 22-88 22-106 0" fill="#fff7ea"/>' +
	'<path d="M66 98c20 12 80 14 102 0M80 78c16 10 58 10 74-4M106 60c10 6 22 4 28-4" fill="none" stroke="#e7d3b8" stroke-width="4" stroke-linecap="round"/>';

const drizzle = (color: string): string =>
	`<path d="M74 92c10-24 18 14 28-14s14 26 26-4 16 26 30 12" fill="none" stroke="${color}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`;

const onRim = (drawn: string, x = 160, y = 56, turn = 18): string => `<g transform="translate(${x} ${y}) rotate(${turn})">${drawn}</g>`;
const lying = (drawn: string, x: number, y: number): string => `<g transform="translate(${x} ${y}) scale(1 .6)">${drawn}</g>`;

const DAISY = (x: number, y: number, size = 1): string =>
	`<g transform="translate(${x} ${y}) scale(${size})"><g fill="#fff">${[0, 45, 90, 135].map((turn) => `<ellipse rx="17" ry="5.5" transform="rotate(${turn})"/>`).join("")}</g><circle r="7" fill="#f2b632"/><circle cx="-2" cy="-2" r="3" fill="#ffd873"/></g>`;

export const DRINKS: Record<string, string> = {
	americano: mug({
		tint: WARM,
		defs: DEEP,
		surface: `${drink("url(#deep)", "#2c140a", "#a8733f")}${BUBBLES}<path d="M-36-22Q-18-42 8-44" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".28"/>`,
		beside: BEANS,
	}),
	latte: mug({ tint: WARM, surface: LATTE + ROSETTA }),
	cappuccino: mug({
		tint: WARM,
		surface: `${drink("#fbeed9", "#a66b38", "#c8935a")}<g fill="#8a5128" opacity=".75">${[
			[-20, -14, 5],
			[-4, -24, 4],
			[14, -12, 6],
			[-12, 6, 6],
			[8, 10, 5],
			[24, 6, 4],
			[-28, 8, 3.5],
			[0, -6, 4],
			[-6, 24, 4.5],
			[16, 26, 3.5],
			[28, -20, 3],
		]
			.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}"/>`)
			.join("")}</g>`,
		above: '<path d="M66 97c6-18 30-24 50-24s44 6 50 24c-30-12-70-12-100 0" fill="#fffaf1" opacity=".55"/>',
	}),
	"flat-white": mug({ tint: WARM, surface: drink("#a2683a", "#7d4822", "#cf9d66") + TULIP }),
	"vanilla-latte": mug({
		tint: { light: "#fff8e6", deep: "#f1dcae" },
		surface: drink("#c79a63", "#9c6a37", "#e6c08d") + HEART,
		beside:
			'<path d="M22 216c24-4 40-14 56-30" fill="none" stroke="#3c2415" stroke-width="5" stroke-linecap="round"/><path d="M34 222c22-4 36-12 50-26" fill="none" stroke="#5a371f" stroke-width="4" stroke-linecap="round"/>' +
			`<g transform="translate(40 204)"><g fill="#fffdf4" stroke="#eadfb9" stroke-width="1">${[0, 72, 144, 216, 288].map((turn) => `<path transform="rotate(${turn})" d="M0 0c-9-8-8-18 0-22 8 4 9 14 0 22"/>`).join("")}</g><circle r="5" fill="#f0c24a"/></g>`,
	}),
	mocha: mug({
		tint: { light: "#f9ece2", deep: "#dfbfa6" },
		surface: drink("#6b3a20", "#4a2412", "#8f5a35"),
		above: WHIP + drizzle("#4a2412"),
		isHot: false,
		beside:
			'<g transform="translate(34 196) rotate(-14)"><path d="M0 0h34v20H0z" fill="#4a2412"/><path d="M0 0h34l-4-6H4z" fill="#7a4526"/><path d="M17 0v20M0 10h34" stroke="#32170a" stroke-width="2"/></g>',
	}),
	"caramel-macchiato": mug({
		tint: { light: "#fdf0dc", deep: "#edc78f" },
		surface: `${drink("#fbeed9", "#b87a3c", "#d39a5a")}<g fill="none" stroke="#c26a1c" stroke-width="4.5"><path d="M-60-30 30 60M-60-6 6 60M-46-46 46 46M-30-60 60 30M-6-60 60 6"/><path d="M60-30-30 60M60-6-6 60M46-46-46 46M30-60-60 30M6-60-60 6"/></g><circle r="54" fill="none" stroke="#b87a3c" stroke-width="6"/>`,
	}),
	"cold-brew": glass({
		tint: COOL,
		layers: [
			[0, "#4a2512"],
			[0.5, "#33180b"],
			[1, "#1f0d06"],
		],
		surface: "#6a3c1e",
		straw: "#2f6f73",
		beside: BEAN(54, 212, -20) + BEAN(72, 222, 24),
	}),
	"cold-brew-latte": glass({
		tint: COOL,
		layers: [
			[0, "#5a2f17"],
			[0.28, "#8a5530"],
			[0.55, "#d2a877"],
			[0.8, "#f4e2c8"],
			[1, "#fbf1e0"],
		],
		surface: "#7b4a29",
		straw: "#2f6f73",
		inside: '<path d="M84 128c14 10 10 24 26 26s12-18 26-12 12 22 24 10v60H84z" fill="#fbf1e0" opacity=".45"/>',
	}),
	"cold-brew-tonic": glass({
		tint: COOL,
		layers: [
			[0, "#4a2512"],
			[0.34, "#6d3c1c"],
			[0.5, "#c79a62"],
			[0.66, "#eadcc0"],
			[1, "#eef4f1"],
		],
		surface: "#5e3218",
		straw: "#2f6f73",
		inside:
			'<g fill="#fff" opacity=".8"><circle cx="104" cy="160" r="3"/><circle cx="126" cy="176" r="3.5"/><circle cx="140" cy="158" r="2.5"/><circle cx="116" cy="186" r="2.5"/><circle cx="98" cy="178" r="2"/><circle cx="132" cy="144" r="2"/></g>',
		garnish: onRim(slice("#f2c230", "#f9dc6b"), 82, 56, -18),
	}),
	chocolate: mug({
		tint: { light: "#f8e9df", deep: "#dcb59a" },
		defs: DEEP,
		surface: drink("#6d3b21", "#4b2513", "#94603b"),
		above: [
			[92, 94, -12],
			[118, 90, 10],
			[142, 98, -4],
			[110, 106, 16],
		]
			.map(
				([x, y, turn]) =>
					`<g transform="translate(${x} ${y}) rotate(${turn})"><rect x="-12" y="-8" width="24" height="18" rx="7" fill="#ead7c4"/><rect x="-12" y="-11" width="24" height="15" rx="7" fill="#fffaf3"/></g>`,
			)
			.join(""),
	}),
	"matcha-latte": mug({
		tint: { light: "#f3f7e6", deep: "#cddcac" },
		surface: drink("#9dba5c", "#7d9b40", "#c3d690") + ROSETTA,
		beside:
			lying('<circle r="20" fill="#8fae4f"/><circle cx="-4" cy="-5" r="12" fill="#a9c46a"/>', 46, 208) +
			lying('<circle cx="28" cy="14" r="5" fill="#8fae4f"/>', 46, 208),
	}),
	"sweet-potato-latte": mug({
		tint: { light: "#f8eef4", deep: "#dfc2d4" },
		surface: `${drink("#f3dca0", "#dcb86a", "#f9ebc4")}${HEART}<g fill="#8d4a78"><circle cx="-30" cy="-26" r="3"/><circle cx="34" cy="18" r="3"/><circle cx="-38" cy="10" r="2.5"/><circle cx="26" cy="-38" r="2.5"/></g>`,
		beside:
			'<g transform="translate(46 204) rotate(-12)"><ellipse rx="30" ry="14" fill="#7d3c68"/><path d="M-26-6Q0-18 24-8" fill="none" stroke="#b06d98" stroke-width="4" stroke-linecap="round"/><ellipse cx="22" rx="9" ry="12" fill="#f1d07c"/><ellipse cx="22" rx="6" ry="8.5" fill="#f8e2a4"/></g>',
	}),
	"grapefruit-ade": glass({
		tint: { light: "#fdeee9", deep: "#f3c3b6" },
		layers: [
			[0, "#fbd0bd"],
			[0.5, "#f59a80"],
			[1, "#e2574c"],
		],
		surface: "#fcdccf",
		inside: onRim(slice("#ee8a5c", "#ee6f5e", 24), 112, 158, 12),
		garnish: onRim(slice("#ee8a5c", "#ee6f5e", 28), 82, 56, -18),
		straw: "#e9674c",
	}),
	"lemon-ade": glass({
		tint: { light: "#fdf8de", deep: "#f2e08f" },
		layers: [
			[0, "#fdf6cf"],
			[0.6, "#fae584"],
			[1, "#f0c93f"],
		],
		surface: "#fefae2",
		inside: onRim(slice("#f2c230", "#f9dc6b", 24), 114, 160, 12),
		garnish: onRim(slice("#f2c230", "#f9dc6b", 28), 82, 56, -18) + onRim(leaf(), 110, 42, 44),
		straw: "#5d9a4e",
	}),
	"earl-grey": mug({
		tint: { light: "#eef1f6", deep: "#c5cfe0" },
		surface: `${drink("#b4622a", "#8f4a1c", "#d08a4a")}<path d="M-36-22Q-18-42 8-44" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".35"/>`,
		above:
			'<path d="M86 112c-10 16-14 28-14 44" fill="none" stroke="#fff" stroke-width="2.5"/><path d="M60 152h24l3 26H57z" fill="#3b5b8c"/><path d="m66 162 6 8 6-8" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" opacity=".9"/>',
	}),
	chamomile: mug({
		tint: { light: "#fdf7e0", deep: "#efdb9c" },
		surface: `${drink("#e8b64a", "#cf9630", "#f4d583")}${DAISY(-14, -6, 1.1)}${DAISY(22, 18, 0.9)}`,
		beside: DAISY(40, 206, 0.9) + DAISY(64, 218, 0.7),
	}),
	"hallabong-tea": mug({
		tint: { light: "#fdf1de", deep: "#f4cf93" },
		surface: `${drink("#eca23c", "#d5862a", "#f6c777")}<g transform="translate(-4 2)">${slice("#f08a1f", "#f9a93c", 34)}</g>`,
		beside:
			'<g transform="translate(44 202)"><circle r="21" fill="#ef8b22"/><path d="M-6-19q6-9 12 0" fill="#ef8b22"/><circle cx="-6" cy="-6" r="9" fill="#f9b457" opacity=".7"/><g transform="translate(6 -24) rotate(50) scale(.7)">' +
			`${leaf()}</g></g>`,
	}),
	"peach-iced-tea": glass({
		tint: { light: "#fdf0e4", deep: "#f5cba8" },
		layers: [
			[0, "#f3b56a"],
			[0.6, "#dd8436"],
			[1, "#b85f22"],
		],
		surface: "#f7cb8f",
		straw: "#e58a6a",
		inside:
			'<g transform="translate(112 156) rotate(-20)"><path d="M-26 0A26 26 0 0 1 26 0Q0 16-26 0" fill="#f6a35c"/><path d="M-20 0A20 18 0 0 1 20 0Q0 10-20 0" fill="#fbc987"/></g>',
		garnish:
			'<g transform="translate(80 54) rotate(-24)"><path d="M-28 8A28 28 0 0 1 28 8Q0 24-28 8" fill="#ef8a55"/><path d="M-22 7A22 20 0 0 1 22 7Q0 18-22 7" fill="#fcd29a"/><path d="M-8 8q8-8 16 0" fill="#e27a4a"/></g>' +
			onRim(leaf(), 108, 40, 36),
	}),
};
