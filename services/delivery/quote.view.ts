import { iso } from "../../lib/domain/iso-time.ts";
import type { Quote } from "../../lib/domain/quote.ts";

export const show = (id: string, { distanceKm, etaMinutes, expiresAt, fee }: Quote) => ({
	id,
	fee,
	distanceKm,
	etaMinutes,
	expiresAt: iso(expiresAt),
});
