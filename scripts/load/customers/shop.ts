import { CannotRun, DEMO_PASSWORD, type Options } from "../options.ts";
import { outcomeOf } from "../tally.ts";
import { type Log, signIn, signInAll } from "./accounts.ts";
import type { Answer, Client } from "./client.ts";
import { type Account, prepare } from "./session.ts";

const DEMO_STAFF = { phone: "01000000005", password: DEMO_PASSWORD };
const RAISED_STOCK = 1_000_000;

interface MenuItem {
	productId: string;
	prepSeconds: number;
	available: boolean;
	/** Servers of earlier versions have no options. */
	optionGroupIds?: string[];
}

interface OptionGroup {
	id: string;
	options: { id: string; available: boolean }[];
}

interface ChosenOption {
	groupId: string;
	optionId: string;
}

/** The store under test and its staff. */
export interface Shop {
	storeId: string;
	productId: string;
	/** One of each group. */
	options: ChosenOption[];
	autoAccept: boolean;
	autoBrew: boolean;
	staff: Account[];
	/** The stock before it was raised for the run. */
	stockBefore: number | undefined;
}

async function storeOf(client: Client, storeId: string): Promise<Pick<Shop, "autoAccept" | "autoBrew"> & { open: boolean }> {
	const answer = await prepare(client, "GET", `/v1/stores/${encodeURIComponent(storeId)}`, {});
	if (answer.status >= 300 && answer.status < 400)
		throw new CannotRun(`The address redirects to ${answer.location}. Test that address instead.`);
	if (answer.code === "not_found") throw new CannotRun(`The store ${storeId} does not exist. ${await listStores(client)}`);
	if (answer.status !== 200 || answer.body?.id !== storeId)
		throw new CannotRun(`This address does not serve Cortado's API: ${outcomeOf(answer)}`);
	if (!answer.body.open) throw new CannotRun(`The store ${storeId} is closed.`);
	return answer.body;
}

async function listStores(client: Client): Promise<string> {
	const { body } = await prepare(client, "GET", "/v1/stores", {});
	const ids: string[] = (body?.items ?? []).map(({ id }: { id: string }) => id);
	return ids.length > 0 ? `Known stores: ${ids.join(", ")}.` : "";
}

/** The wanted product, or the one with the shortest preparation time. */
export const chosen = (menu: readonly MenuItem[], wanted: string | undefined): string | undefined =>
	wanted === undefined
		? [...menu].sort((one, other) => Number(other.available) - Number(one.available) || one.prepSeconds - other.prepSeconds)[0]?.productId
		: menu.find(({ productId }) => productId === wanted)?.productId;

/** The first available option of each group of the product. */
export const chosenOptions = (menu: { items?: MenuItem[]; optionGroups?: OptionGroup[] }, productId: string): ChosenOption[] => {
	const ids = menu.items?.find((item) => item.productId === productId)?.optionGroupIds ?? [];
	return (menu.optionGroups ?? [])
		.filter(({ id }) => ids.includes(id))
		.flatMap(({ id: groupId, options }) => {
			const option = options.find(({ available }) => available);
			return option ? [{ groupId, optionId: option.id }] : [];
		});
};

async function staffOf(client: Client, wanted: Options["staff"], log: Log): Promise<Account[]> {
	if (wanted) return signInAll(client, wanted, log);
	const account = await signIn(client, DEMO_STAFF, log);
	return account ? [account] : [];
}

const stockPath = ({ productId, storeId }: Pick<Shop, "productId" | "storeId">) => `/v1/stores/${storeId}/stock/${productId}`;

const putStock = (client: Client, shop: Shop, onHand: number): Promise<Answer> =>
	prepare(client, "PUT", stockPath(shop), { token: shop.staff[0]!.token, body: { onHand } });

/** Products without counted stock never run out. */
export async function raiseStock(client: Client, shop: Shop): Promise<void> {
	const [worker] = shop.staff;
	if (!worker) return;
	const counted = await prepare(client, "GET", stockPath(shop), { token: worker.token });
	if (counted.status === 404) return;
	if (counted.status !== 200) throw new CannotRun(`${worker.phone} cannot read the stock of ${shop.storeId}: ${outcomeOf(counted)}`);
	const raised = await putStock(client, shop, RAISED_STOCK);
	if (raised.status >= 300) throw new CannotRun(`The stock of ${shop.productId} cannot be raised: ${outcomeOf(raised)}`);
	shop.stockBefore = counted.body.onHand;
}

export async function openShop(client: Client, options: Options, log: Log): Promise<Shop> {
	const { store: storeId } = options;
	const { autoAccept, autoBrew } = await storeOf(client, storeId);
	const menu = await prepare(client, "GET", `/v1/stores/${storeId}/menu`, {});
	const productId = chosen(menu.body?.items ?? [], options.product);
	if (!productId) throw new CannotRun(`The store ${storeId} does not sell ${options.product ?? "anything"}.`);
	const staff = await staffOf(client, options.staff, log);
	if (staff.length === 0 && !(autoAccept && autoBrew))
		throw new CannotRun(`The store ${storeId} does not accept and brew automatically: name its staff with --staff.`);
	return { storeId, productId, options: chosenOptions(menu.body, productId), autoAccept, autoBrew, staff, stockBefore: undefined };
}

/** Returns an error text if the stock could not be restored. */
export async function closeShop(client: Client, shop: Shop): Promise<string | undefined> {
	if (shop.stockBefore === undefined) return undefined;
	const answer = await putStock(client, shop, shop.stockBefore).catch((error: Error) => error);
	const isRestored = !(answer instanceof Error) && answer.status < 300;
	if (isRestored) return undefined;
	const reason = answer instanceof Error ? answer.message : outcomeOf(answer);
	return `The stock of ${shop.productId} at ${shop.storeId} could not be restored to ${shop.stockBefore}: ${reason}`;
}
