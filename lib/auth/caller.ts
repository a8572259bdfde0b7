export type Role = "customer" | "staff" | "rider" | "operator";

/** Who a request speaks for, as the token says. */
export interface Caller {
	accountId: string;
	roles: readonly Role[];
	/** The one store of a member of staff. */
	storeId?: string;
	/** The session, by the id of its token. */
	session?: { jti: string; expiresAt: number };
}

/** Operators may do everywhere what staff may do in their own store. */
export const isStaffOf = (caller: Caller | undefined, storeId: string): boolean =>
	caller?.roles.includes("operator") === true || (caller?.storeId !== undefined && caller.storeId === storeId);
