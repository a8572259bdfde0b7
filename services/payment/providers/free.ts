import type { Answered, Charge, Provider } from "./provider.ts";

const nothing = (answer: Answered["answer"], { id }: Charge): Answered => ({ answer, reference: `free:${id}` });

/** For a provider that takes no charge of nothing: what is free is paid and given back without asking it. */
export const freeOfCharge = (provider: Provider): Provider => ({
	charge: async (charge, token) => (charge.amount === 0 ? nothing("approved", charge) : provider.charge(charge, token)),
	lookUp: async (charge) => (charge.amount === 0 ? nothing("approved", charge) : provider.lookUp(charge)),
	refund: async (charge) => (charge.amount === 0 ? nothing("refunded", charge) : provider.refund(charge)),
	...(provider.read ? { read: (body, signature) => provider.read?.(body, signature) } : undefined),
});
