import { config } from "../../../lib/config/config.ts";
import type { StoreAdapter } from "../../../lib/storage/adapter.ts";
import { freeOfCharge } from "./free.ts";
import type { Provider } from "./provider.ts";
import { type Booking, SimulatedProvider } from "./simulated.ts";

type Warn = (text: string) => void;

const openSimulated = async (adapter: StoreAdapter): Promise<Provider> => {
	const books = await adapter.table<Booking>({ name: "simulated_provider" });
	return new SimulatedProvider(books, { latencyMs: config.paymentSimLatencyMs, failureRate: config.paymentSimFailureRate });
};

/** Its client is loaded by those only who use it. */
const openStripe = async (warn: Warn): Promise<Provider> => {
	const { StripeProvider } = await import("./stripe.ts");
	const { stripeApiUrl: apiUrl, stripeSecretKey, stripeWebhookSecret } = config;
	return freeOfCharge(new StripeProvider({ secretKey: stripeSecretKey!, webhookSecret: stripeWebhookSecret!, apiUrl, warn }));
};

/** The provider that the settings ask for. */
export const openProvider = (adapter: StoreAdapter, warn: Warn): Promise<Provider> =>
	config.paymentProvider === "stripe" ? openStripe(warn) : openSimulated(adapter);
