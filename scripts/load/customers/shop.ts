import { CannotRun, DEMO_PASSWORD, type Options } from "../options.ts";
import { outcomeOf } from "../tally.ts";
import { type Say, signIn, signInAll } from "./accounts.ts";
import type { Answer, Client } from "./client.ts";
import { type Account, prepare } from "./session.ts";

const DEMO_STAFF = { phone: "01000000005", password: DEMO_PASSWORD };
const ENOUGH = 1_000_000;

interface MenuItem {
	productId: string;
	prepSeconds: number;
	available: boolean;
}

/** Where the orders go, and who works there. */
export interface Shop {
	storeId: string;
	productId: string;
	autoAccept: boolean;
	autoBrew: boolean;
	staff: Account[];
	/** What was on hand before it was raised for the run. */
	stockBefore: number | undefined;
}

async function storeOf(client: Client, storeId: string): Promise<Pick<Shop, "autoAccept" | "autoBrew"> & { open: boolean }> {
	const answer = await prepare(client, "GET", `/v1/stores/${encodeURIComponent(storeId)}`, {});
	if (answer.status >= 300 && answer.status < 400) throw new CannotRun(`It redirects to ${answer.location}. Test that address.`);
	if (answer.code === "not_found") throw new CannotRun(`There is no store ${storeId}. ${await storesOf(client)}`);
	if (answer.status !== 200 || answer.body?.id !== storeId) throw new CannotRun(`No Cortado answers there: ${outcomeOf(answer)}`);
	if (!answer.body.open) throw new CannotRun(`The store ${storeId} is closed.`);
	return answer.body;
}

async function storesOf(client: Client): Promise<string> {
	const { body } = await prepare(client, "GET", "/v1/stores", {});
	const ids: string[] = (body?.items ?? []).map(({ id }: { id: string }) => id);
	return ids.length > 0 ? `There are: ${ids.join(", ")}.` : "";
}

/** The product asked for, or the one that is prepared most quickly. */
export const chosen = (menu: readonly MenuItem[], wanted: string | undefined): string | undefined =>
	wanted === undefined
		? [...menu].sort((one, other) => Number(other.available) - Number(one.available) || one.prepSeconds - other.prepSeconds)[0]?.productId
		: menu.find(({ productId }) => productId === wanted)?.productId;

async function staffOf(client: Client, wanted: Options["staff"], say: Say): Promise<Account[]> {
	if (wanted) return signInAll(client, wanted, say);
	const account = await signIn(client, DEMO_STAFF, say);
	return account ? [account] : [];
}

const stockPath = ({ productId, storeId }: Pick<Shop, "productId" | "storeId">) => `/v1/stores/${storeId}/stock/${productId}`;

const putStock = (client: Client, shop: Shop, onHand: number): Promise<Answer> =>
	prepare(client, "PUT", stockPath(shop), { token: shop.staff[0]!.token, body: { onHand } });

/** Only what the store counts can run out. */
export async function raiseStock(client: Client, shop: Shop): Promise<void> {
	const [worker] = shop.staff;
	if (!worker) return;
	const counted = await prepare(client, "GET", stockPath(shop), { token: worker.token });
	if (counted.status === 404) return;
	if (counted.status !== 200) throw new CannotRun(`${worker.phone} cannot see the stock of ${shop.storeId}: ${outcomeOf(counted)}`);
	const raised = await putStock(client, shop, ENOUGH);
	if (raised.status >= 300) throw new CannotRun(`The stock of ${shop.productId} cannot be raised: ${outcomeOf(raised)}`);
	shop.stockBefore = counted.body.onHand;
}

export async function openShop(client: Client, options: Options, say: Say): Promise<Shop> {
	const { store: storeId } = options;
	const { autoAccept, autoBrew } = await storeOf(client, storeId);
	const menu = await prepare(client, "GET", `/v1/stores/${storeId}/menu`, {});
	const productId = chosen(menu.body?.items ?? [], options.product);
	if (!productId) throw new CannotRun(`The store ${storeId} does not sell ${options.product ?? "anything"}.`);
	const staff = await staffOf(client, options.staff, say);
	if (staff.length === 0 && !(autoAccept && autoBrew))
		throw new CannotRun(`The store ${storeId} does not accept and brew by itself: name its staff by --staff.`);
	return { storeId, productId, autoAccept, autoBrew, staff, stockBefore: undefined };
}

/** Returns what went wrong. */
export async function closeShop(client: Client, shop: Shop): Promise<string | undefined> {
	if (shop.stockBefore === undefined) return undefined;
	const answer = await putStock(client, shop, shop.stockBefore).catch((error: Error) => error);
	const isBack = !(answer instanceof Error) && answer.status < 300;
	if (isBack) return undefined;
	const why = answer instanceof Error ? answer.message : outcomeOf(answer);
	return `The stock of ${shop.productId} at ${shop.storeId} could not be set back to ${shop.stockBefore}: ${why}`;
}
