import { newId } from "../../lib/domain/ids.ts";
import type { Registration } from "./account.ts";

export type Seed = Omit<Registration, "language" | "passwordHash" | "consent">;

export const DEMO_PASSWORD = "demo-1234";

/** The ids are fixed, so that every start of the demo has the same accounts. */
export const DEMO_ACCOUNTS: Seed[] = [
	{ id: "acc_demo_customer", phone: "01000000001", name: "김하늘", roles: ["customer"], storeId: null },
	{ id: "acc_demo_gangnam", phone: "01000000002", name: "이강남", roles: ["staff"], storeId: "gangnam" },
	{ id: "acc_demo_rider", phone: "01000000003", name: "박달리", roles: ["rider"], storeId: null },
	{ id: "acc_demo_operator", phone: "01000000004", name: "최운영", roles: ["operator"], storeId: null },
	{ id: "acc_demo_hongdae", phone: "01000000005", name: "정홍대", roles: ["staff"], storeId: "hongdae" },
];

export const firstOperator = (phone: string): Seed => ({ id: newId("acc"), phone, name: "Operator", roles: ["operator"], storeId: null });
