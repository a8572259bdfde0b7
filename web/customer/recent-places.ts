import type { Place } from "../../contracts/notation/common.ts";

const MAX_RECENT = 5;

/** Addresses of placed orders are stored in this browser only, by account. */
const keyOf = (accountId: string): string => `cortado.recent-places.${accountId}`;

export function recentPlaces(accountId: string): Place[] {
	try {
		return JSON.parse(localStorage.getItem(keyOf(accountId)) ?? "[]") as Place[];
	} catch {
		return [];
	}
}

/** The latest addresses first, each once. */
export const withRecent = (recent: readonly Place[], used: readonly Place[]): Place[] => {
	const addresses = new Set(used.map(({ address }) => address));
	return [...used, ...recent.filter(({ address }) => !addresses.has(address))].slice(0, MAX_RECENT);
};

export function rememberPlaces(accountId: string, used: readonly Place[]): void {
	if (used.length > 0) localStorage.setItem(keyOf(accountId), JSON.stringify(withRecent(recentPlaces(accountId), used)));
}

export const forgetPlaces = (accountId: string): void => localStorage.removeItem(keyOf(accountId));
