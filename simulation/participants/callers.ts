import type { Caller } from "../../lib/auth/caller.ts";

export const OPERATOR: Caller = { accountId: "acc_operator", roles: ["operator"] };
export const customer = (accountId: string): Caller => ({ accountId, roles: ["customer"] });
export const staff = (storeId: string): Caller => ({ accountId: `acc_${storeId}`, roles: ["staff"], storeId });
export const rider = (accountId: string): Caller => ({ accountId, roles: ["rider"] });
