import type { Charge, Provider, ProviderResult } from "./provider.ts";

const result = (outcome: ProviderResult["outcome"], { id }: Charge): ProviderResult => ({ outcome, reference: `free:${id}` });

/** Wraps a provider that rejects charges of zero: free orders are approved and refunded without calling it. */
export const withFreeCharges = (provider: Provider): Provider => ({
	charge: async (charge, token) => (charge.amount === 0 ? result("approved", charge) : provider.charge(charge, token)),
	lookUp: async (charge) => (charge.amount === 0 ? result("approved", charge) : provider.lookUp(charge)),
	refund: async (charge) => (charge.amount === 0 ? result("refunded", charge) : provider.refund(charge)),
	...(provider.readWebhook ? { readWebhook: (body, signature) => provider.readWebhook?.(body, signature) } : undefined),
});
