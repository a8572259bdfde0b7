import { deviceOf } from "./device.ts";

describe("the name of a device", () => {
	it.each([
		[
			"Mozilla/5.0 (Linux; Android 14; SM-S918N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
			"Chrome, Android",
		],
		[
			"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
			"Samsung Internet, Android",
		],
		[
			"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
			"Safari, iPhone",
		],
		["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"],
		["Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Mac"],
		["curl/8.5.0", "curl"],
		["<script>alert(1)</script>", undefined],
		["", undefined],
		[undefined, undefined],
	])("of %s is %s", (userAgent, device) => {
		expect(deviceOf(userAgent)).toBe(device);
	});
});
