export type Role = "customer" | "staff" | "rider" | "operator";

/** The identity and roles of a caller, from their token. */
export interface Caller {
	accountId: string;
	roles: readonly Role[];
	/** The store of a staff member. */
	storeId?: string;
	/** The session, identified by its token id. */
	session?: { jti: string; expiresAt: number };
}

/** Operators count as staff of every store. */
export const isStaffOf = (caller: Caller | undefined, storeId: string): boolean =>
	caller?.roles.includes("operator") === true || (caller?.storeId !== undefined && caller.storeId === storeId);
