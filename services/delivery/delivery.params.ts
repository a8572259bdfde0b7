import { orderId, place, text } from "../../lib/params.ts";

export const spot = { lat: place.props.lat, lng: place.props.lng } as const;
export const one = { $$strict: true, orderId } as const;
export const key = { $$strict: true, orderId: "string", storeId: "string", customerId: "string" } as const;
export const failed = { ...one, reason: text(500) } as const;
export const confirmed = { ...one, pin: { type: "string", max: 20 } } as const;
export const assigned = { ...one, riderId: text(100) } as const;
