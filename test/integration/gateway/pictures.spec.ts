import { createHash } from "node:crypto";
import { aJpeg, aPng } from "../../support/builders/picture-files.ts";
import { bearer, GatewayServer } from "../../support/nodes/gateway-server.ts";

const { default: catalogueService } = await import("../../../services/store/catalogue.service.ts");

const OPERATOR = { sub: "acc_operator", roles: ["operator"] as const };

describe("pictures of products", () => {
	let server: GatewayServer;
	beforeAll(async () => {
		server = await GatewayServer.start([catalogueService as never]);
	});
	afterAll(() => server.stop());

	const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;
	const upload = async (productId: string, body: Buffer | string, type = "image/png", as: object = OPERATOR) =>
		fetch(url(`/v1/catalogue/products/${productId}/image`), {
			method: "PUT",
			headers: { Authorization: await bearer(as), "Content-Type": type },
			body: new Uint8Array(Buffer.from(body)),
		});
	const imageOf = async (productId: string): Promise<string> =>
		(await server.send("GET", `/v1/catalogue/products/${productId}`, { as: OPERATOR as never })).body.image;

	it("are drawings in the demo, which can run nothing", async () => {
		const response = await fetch(url(await imageOf("latte")));

		expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
		expect(await response.text()).toMatch(/^<svg /);
		expect(response.headers.get("content-security-policy")).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox");
	});

	it("are stored in parts, and served from an address that follows from the content", async () => {
		const picture = aPng({ noise: 1_900_000 });
		const answer = await upload("latte", picture);
		const { image, productId, version } = (await answer.json()) as { image: string; productId: string; version: number };

		expect([answer.status, productId, answer.headers.get("etag")]).toEqual([200, "latte", `"${version}"`]);
		expect(image).toBe(`/v1/pictures/${createHash("sha256").update(picture).digest("hex").slice(0, 32)}.png`);
		const response = await fetch(url(image));
		expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true);
		expect(Object.fromEntries(response.headers)).toMatchObject({
			"content-type": "image/png",
			"cache-control": "public, max-age=31536000, immutable",
			"x-content-type-options": "nosniff",
			etag: `"${image.split("/").pop()}"`,
		});
		const again = await fetch(url(image), { headers: { "If-None-Match": response.headers.get("etag")! } });
		expect([again.status, await again.text()]).toEqual([304, ""]);
		const head = await fetch(url(image), { method: "HEAD" });
		expect(head.headers.get("content-length")).toBe(String(picture.length));
	});

	it("go when no product has them any more", async () => {
		const [first, second] = [aJpeg(), aJpeg({ width: 9 })];
		for (const productId of ["latte", "mocha"]) await upload(productId, first, "image/jpeg");
		const image = await imageOf("latte");

		await upload("latte", second, "image/jpeg");
		expect((await fetch(url(image))).status).toBe(200);
		const removed = await server.send("DELETE", "/v1/catalogue/products/mocha/image", { as: OPERATOR as never });

		expect([removed.status, await imageOf("mocha"), (await fetch(url(image))).status]).toEqual([204, null, 404]);
	});

	it("stay when the product is changed", async () => {
		const image = await imageOf("bagel");
		const body = { name: { ko: "베이글", en: "Bagel" }, price: 4_000, prepSeconds: 60 };

		expect((await server.send("PUT", "/v1/catalogue/products/bagel", { as: OPERATOR as never, body })).body.image).toBe(image);
	});

	it.each<[string, Buffer | string, string, number, string]>([
		["an SVG", "<svg/>", "image/svg+xml", 415, "unsupported_picture"],
		["a PNG as JPEG", aPng(), "image/jpeg", 415, "unsupported_picture"],
		["JSON", '{"pictureId":"0"}', "application/json", 415, "unsupported_picture"],
		["a truncated PNG", aPng().subarray(0, -1), "image/png", 422, "invalid"],
		["enormous dimensions", aPng({ width: 50_000, height: 50_000, rows: 1 }), "image/png", 422, "invalid"],
		["3 MB", aPng({ noise: 3_000_000 }), "image/png", 413, "too_large"],
	])("refuse %s, and store nothing", async (_, body, type, status, code) => {
		const before = await imageOf("croissant");
		const answer = await upload("croissant", body, type);

		expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code })]);
		expect(await imageOf("croissant")).toBe(before);
	});

	it("are set by operators, for products that exist", async () => {
		const picture = aPng({ width: 7 });
		const id = createHash("sha256").update(picture).digest("hex").slice(0, 32);

		expect((await upload("latte", picture, "image/png", { roles: ["staff"], storeId: "gangnam" })).status).toBe(403);
		expect((await upload("nothing", picture)).status).toBe(404);
		for (const path of [`${id}.png`, `${"0".repeat(32)}.png`, "..%2f", `${id}.gif`])
			expect((await fetch(url(`/v1/pictures/${path}`))).status).toBe(404);
	});
});
