/** Browsers name others that they are compatible with, so the most specific names come first. */
const BROWSERS: [RegExp, string][] = [
	[/KAKAOTALK/i, "KakaoTalk"],
	[/NAVER\(inapp/i, "NAVER"],
	[/SamsungBrowser\//, "Samsung Internet"],
	[/Whale\//, "Whale"],
	[/Edg(e|A|iOS)?\//, "Edge"],
	[/Firefox\/|FxiOS\//, "Firefox"],
	[/Chrome\/|CriOS\//, "Chrome"],
	[/Safari\//, "Safari"],
	[/^curl\//, "curl"],
];
const SYSTEMS: [RegExp, string][] = [
	[/iPhone/, "iPhone"],
	[/iPad/, "iPad"],
	[/Android/, "Android"],
	[/Windows/, "Windows"],
	[/Macintosh|Mac OS X/, "Mac"],
	[/CrOS/, "ChromeOS"],
	[/Linux/, "Linux"],
];

const nameIn = (table: [RegExp, string][], userAgent: string): string | undefined =>
	table.find(([pattern]) => pattern.test(userAgent))?.[1];

/** A name such as `Chrome, Android`, made of known words only; undefined for an unknown client. */
export const deviceOf = (userAgent = ""): string | undefined => {
	const start = userAgent.slice(0, 500);
	return [nameIn(BROWSERS, start), nameIn(SYSTEMS, start)].filter(Boolean).join(", ") || undefined;
};
