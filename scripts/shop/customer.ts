import { randomUUID } from "node:crypto";
import type { Account } from "../load/customers/session.ts";
import { type Line, lineFrom, type Menu, pick, wishOf } from "./choices.ts";
import type { Scene } from "./scene.ts";

const ADDRESSES: Record<string, string[]> = {
	gangnam: [
		"강남구 역삼동 12-3 5층",
		"강남구 논현동 88",
		"서초구 서초동 1330 B1층",
		"강남구 테헤란로 152",
		"강남구 대치동 316 101동 1203호",
	],
	hongdae: ["마포구 연남동 240", "마포구 합정동 381 3층", "서대문구 창천동 72", "마포구 망원동 57-2", "마포구 상암동 1605"],
};
const ITEMS = ["서류", "꽃다발", "노트북 충전기", "생일 케이크", "열쇠"];
const REASONS = ["다른 매장으로 주문할게요", "주문을 잘못했어요", "시간이 안 될 것 같아요"];
const NOTES = ["덜 달게 해 주세요", "빨대는 빼 주세요", "문 앞에 놓아 주세요", "리유저블 컵에 담아 주세요"];

const DECLINED = 0.06;
const CANCELS = 0.08;
const ON_RECEIPT = 0.2;
const HAS_NOTE = 0.3;
const ENDED = ["completed", "cancelled", "rejected"];

const named = (menu: Menu, { productId, quantity }: Line): string =>
	`${quantity} × ${menu.items.find((item) => item.productId === productId)?.name.en ?? productId}`;

/** Places an order, pays for it, and waits until it ends. Some change their mind. */
export class Customer {
	readonly #scene: Scene;
	readonly #account: Account;
	readonly #name: string;

	constructor(scene: Scene, account: Account, name: string) {
		this.#scene = scene;
		this.#account = account;
		this.#name = name;
	}

	async order(storeId: string): Promise<void> {
		const scene = this.#scene;
		const wanted = await this.#want(storeId);
		if (!wanted) return;
		const { body, text } = wanted;
		const timing = scene.random() < ON_RECEIPT ? "on_receipt" : "prepaid";
		const note = scene.random() < HAS_NOTE ? { note: pick(NOTES, scene.random) } : undefined;
		const request = { storeId, ...body, ...note, payment: { timing } };
		const answer = await scene.send(this.#account, "POST", "/v1/orders", { body: request, key: randomUUID() });
		if (answer.status !== 201) return scene.say(this.#name, `cannot order ${text} at ${storeId}: ${answer.code || answer.error}`);
		const { id, number } = answer.body;
		scene.customers.set(id, this.#account);
		scene.counts.placed++;
		scene.say(this.#name, `orders ${text} at ${storeId}: ${number}`);
		if (timing === "prepaid") await this.#pay(id, number);
		if (scene.random() < CANCELS) await this.#changeMind(id, number);
		await this.#await(id, number);
	}

	async #want(storeId: string): Promise<{ body: object; text: string } | undefined> {
		const { random } = this.#scene;
		const wish = wishOf(random);
		const [from, to] = [await this.#address(storeId), await this.#address(storeId)];
		if (!from || !to) return undefined;
		if (wish === "parcel") {
			const item = pick(ITEMS, random)!;
			return { body: { kind: "parcel", parcel: { item, size: "small", weightKg: 1, from, to } }, text: `a courier for ${item}` };
		}
		const menu: Menu | undefined = await this.#scene.ask(undefined, "GET", `/v1/stores/${storeId}/menu`);
		const lines = menu
			? [lineFrom(menu, random), random() < 0.35 ? lineFrom(menu, random) : undefined].filter((line) => line !== undefined)
			: [];
		if (!menu || lines.length === 0) return undefined;
		const destination = wish === "delivery" ? { destination: to } : undefined;
		const text = `${lines.map((line) => named(menu, line)).join(" and ")}${destination ? `, delivered to ${to.address}` : ""}`;
		return { body: { kind: "goods", fulfilment: wish, lines, ...destination }, text };
	}

	/** Typed into the address search, as on the page. */
	async #address(storeId: string) {
		const query = pick(ADDRESSES[storeId] ?? ADDRESSES.gangnam!, this.#scene.random)!;
		const found = await this.#scene.ask(undefined, "GET", `/v1/places?query=${encodeURIComponent(query)}`);
		return found?.items[0]?.location;
	}

	async #pay(id: string, number: string): Promise<void> {
		const { random } = this.#scene;
		const pay = (token: string) =>
			this.#scene.ask(this.#account, "POST", `/v1/orders/${id}/payment`, { body: { method: "card", token }, key: randomUUID() });
		await this.#scene.linger(1, 3);
		if (random() < DECLINED) {
			await pay("sim_declined");
			this.#scene.say(this.#name, `has a card declined for ${number} and takes another`);
			await this.#scene.linger(2, 4);
		}
		await pay("sim_ok");
	}

	async #changeMind(id: string, number: string): Promise<void> {
		await this.#scene.linger(2, 12);
		const body = { reason: pick(REASONS, this.#scene.random)! };
		const answer = await this.#scene.send(this.#account, "POST", `/v1/orders/${id}/cancellation`, { body, key: randomUUID() });
		this.#scene.say(this.#name, answer.status < 300 ? `cancels ${number}` : `is too late to cancel ${number}`);
	}

	async #await(id: string, number: string): Promise<void> {
		const { over } = this.#scene;
		for (; !over.signal.aborted; await this.#scene.pause(3)) {
			const order = await this.#scene.ask(this.#account, "GET", `/v1/orders/${id}`);
			if (!ENDED.includes(order?.status)) continue;
			this.#scene.customers.delete(id);
			this.#scene.counts[order.status === "completed" ? "completed" : "cancelled"]++;
			return this.#scene.say(this.#name, `${number} is ${order.status}${order.reason ? ` (${order.reason})` : ""}`);
		}
	}
}
