import { config } from "../../../lib/config.ts";
import type { StoreAdapter } from "../../../lib/store/adapter.ts";
import type { Documents } from "../../../lib/store/documents.ts";
import type { Provider } from "./provider.ts";
import { type Booking, SimulatedProvider } from "./simulated.ts";

/** The provider that the settings ask for. */
export const openProvider = async (adapter: StoreAdapter): Promise<Provider> => {
	if (config.paymentProvider !== "simulated") throw new Error(`There is no payment provider ${config.paymentProvider} yet.`);
	const books = (await adapter.side({ name: "simulated_provider" })) as Documents<Booking>;
	return new SimulatedProvider(books, { latencyMs: config.paymentSimLatencyMs, failureRate: config.paymentSimFailureRate });
};
