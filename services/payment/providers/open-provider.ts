import { config } from "../../../lib/config/config.ts";
import type { StoreAdapter } from "../../../lib/storage/adapter.ts";
import { withFreeCharges } from "./free-charges.ts";
import type { Provider } from "./provider.ts";
import { type SimulatedCharge, SimulatedProvider } from "./simulated.ts";

type Warn = (text: string) => void;

const openSimulated = async (adapter: StoreAdapter): Promise<Provider> => {
	const charges = await adapter.table<SimulatedCharge>({ name: "simulated_provider" });
	return new SimulatedProvider(charges, { latencyMs: config.paymentSimLatencyMs, failureRate: config.paymentSimFailureRate });
};

/** Stripe's client is loaded only if it is used. */
const openStripe = async (warn: Warn): Promise<Provider> => {
	const { StripeProvider } = await import("./stripe.ts");
	const { stripeApiUrl: apiUrl, stripeSecretKey, stripeWebhookSecret } = config;
	return withFreeCharges(new StripeProvider({ secretKey: stripeSecretKey!, webhookSecret: stripeWebhookSecret!, apiUrl, warn }));
};

/** Opens the provider that PAYMENT_PROVIDER selects. */
export const openProvider = (adapter: StoreAdapter, warn: Warn): Promise<Provider> =>
	config.paymentProvider === "stripe" ? openStripe(warn) : openSimulated(adapter);
