// The order of peer.ts in the style of Restate's tutorials: one function, seven durable steps, and a virtual object per product's stock.
import { createRequire } from "node:module";
import { join } from "node:path";

const { port, sdk } = JSON.parse(process.argv[2]);
const restate = await import(createRequire(join(sdk, "package.json")).resolve("@restatedev/restate-sdk"));

const stock = restate.object({
	name: "stock",
	handlers: {
		reserve: async (ctx, quantity) => {
			const left = (await ctx.get("left")) ?? 1_000_000;
			ctx.set("left", left - quantity);
			return left >= quantity;
		},
	},
});

const order = restate.object({
	name: "order",
	handlers: {
		run: async (ctx, { customerId, items }) => {
			const steps = [];
			const step = async (name) => {
				await ctx.run(name, () => ({ name, customerId }));
				ctx.set("status", name);
				steps.push(name);
			};
			await step("paid");
			await step("accepted");
			for (const { sku, qty } of items) await ctx.objectClient(stock, sku).reserve(qty);
			await step("brewing");
			await step("brewed");
			await step("ready");
			await step("collected");
			process.send?.({ finished: ctx.key, at: Date.now() });
			return steps;
		},
	},
});

restate.serve({ services: [stock, order], port });
process.send?.({ ready: true });
