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
