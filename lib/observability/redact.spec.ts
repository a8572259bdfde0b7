import { redacted } from "./redact.ts";

describe("redacting a text", () => {
	it.each([
		["nats://user:pa55@host:4222", "nats://…@host:4222"],
		["nats://pa55@host", "nats://…@host"],
		["rediss://:pa55@host:6380/1", "rediss://…@host:6380/1"],
		["mongodb://u:pa55@one:27017,two:27017/shop?tls=true", "mongodb://…@one:27017,two:27017/shop?tls=true"],
		["mongodb+srv://u:pa55@db.example/shop", "mongodb+srv://…@db.example/shop"],
		["tls://a:pa55@one,tls://b:pa55@two", "tls://…@one,tls://…@two"],
		["cannot reach redis://:pa55@one, nor nats://u:pa55@two:4222.", "cannot reach redis://…@one, nor nats://…@two:4222."],
		["mongodb://u:pa55/w@rd@host", "mongodb://…@host"],
		["redis://host?password=pa55&db=1", "redis://host?password=…&db=1"],
		["mongodb://host/?tlsCertificateKeyFilePassword=pa55", "mongodb://host/?tlsCertificateKeyFilePassword=…"],
		['{"url":"nats://u:pa55@host","mail":"a@b.example"}', '{"url":"nats://…@host","mail":"a@b.example"}'],
	])("turns %s into %s", (text, shown) => {
		expect(redacted(text)).toBe(shown);
	});

	it.each([
		"nothing to hide, mail a@b.example",
		"http://127.0.0.1:3000/v1/stores",
		"at file:///app/node_modules/@scope/name/index.js:1:2",
		"https://cdn.example/name@1.2.3/index.js",
	])("leaves %s unchanged", (text) => {
		expect(redacted(text)).toBe(text);
	});
});
