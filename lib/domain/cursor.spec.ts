import { decodeCursor, encodeCursor } from "./cursor.ts";

describe("a cursor", () => {
	it.each(["ord_1", "강남", "a/b?c"])("round-trips %s", (id) => {
		const cursor = encodeCursor(id);

		expect(cursor).toMatch(/^[\w-]+$/);
		expect(decodeCursor(cursor)).toBe(id);
	});

	it.each(["", "ord_1", "!!!", encodeCursor("ord_1").slice(1), `${encodeCursor("ord_1")}=`, `${encodeCursor("ord_1")} `])(
		"rejects %j",
		(cursor) => {
			expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ type: "invalid", code: 422, data: { field: "cursor" } }));
		},
	);
});
