import { EventLines } from "./event-lines.ts";

const EVENT = 'id: order/ord_1/2\nevent: order.accepted\ndata: {"status":"accepted"}\n\n';

describe("parsing an event stream", () => {
	it("emits an event once it is complete, wherever the text is split", () => {
		for (let at = 0; at <= EVENT.length; at++) {
			const lines = new EventLines();

			const events = [...lines.take(EVENT.slice(0, at)), ...lines.take(EVENT.slice(at))];

			expect(events).toEqual([{ id: "order/ord_1/2", type: "order.accepted", data: '{"status":"accepted"}' }]);
		}
	});

	it("ignores comments and events without data", () => {
		expect(new EventLines().take(":\n\n: beat\n\nevent: nothing\n\n")).toEqual([]);
	});

	it("emits several events at once, with any line ending and multi-line data", () => {
		expect(new EventLines().take("data: 1\r\n\r\nevent:two\ndata: a\ndata: b\n\n")).toEqual([
			{ id: undefined, type: "message", data: "1" },
			{ id: undefined, type: "two", data: "a\nb" },
		]);
	});
});
