import { parseArgs } from "node:util";
import { automaticCooking } from "./automatic-cooking.ts";
import { membership } from "./membership.ts";
import { prepaidPickup } from "./prepaid-pickup.ts";
import { quickCourier } from "./quick-courier.ts";
import { Shop } from "./shop.ts";
import { sirenOrder } from "./siren-order.ts";

export const EXAMPLES: Record<string, (shop: Shop) => Promise<void>> = {
	"siren-order": sirenOrder,
	"quick-courier": quickCourier,
	"prepaid-pickup": prepaidPickup,
	membership,
	"automatic-cooking": automaticCooking,
};

const main = async (): Promise<void> => {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: { api: { type: "string", default: "http://127.0.0.1:3000" } },
	});
	const shop = new Shop(values.api);
	for (const name of positionals.length > 0 ? positionals : Object.keys(EXAMPLES)) {
		const example = EXAMPLES[name];
		if (!example) throw new Error(`There is no example ${name}. Available: ${Object.keys(EXAMPLES).join(", ")}`);
		console.log(`\n${name}`);
		await example(shop);
	}
};

if (import.meta.main)
	await main().catch((error: Error) => {
		const isUnreachable = error.message === "fetch failed";
		console.error(isUnreachable ? "The API cannot be reached. Start the demo first: npm start" : error.message);
		process.exit(1);
	});
