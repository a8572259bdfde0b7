import type { IncomingMessage } from "node:http";
import { isIPv4, isIPv6 } from "node:net";

/** Whose address it is, as far as it can be trusted: each of our proxies adds to `X-Forwarded-For` whom it heard. */
export const addressOf = ({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">, proxies: number): string => {
	const heard = socket.remoteAddress ?? "";
	if (proxies === 0) return networkOf(heard);
	const chain = [...String(headers["x-forwarded-for"] ?? "").split(","), heard].map((address) => address.trim()).filter(Boolean);
	const named = chain.at(Math.max(-chain.length, -1 - proxies)) ?? heard;
	return networkOf(isIPv4(named) || isIPv6(named) ? named : heard);
};

/** Whoever has one IPv6 address has 2^64 of them: they count as one. */
const networkOf = (address: string): string => {
	const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	if (v4 || !isIPv6(address)) return v4 ?? address;
	const [head = "", tail] = address.split("%", 1)[0]!.split("::");
	const groups = head ? head.split(":") : [];
	const missing = tail === undefined ? 0 : 8 - groups.length - (tail ? tail.split(":").length : 0);
	const all = [...groups, ...Array<string>(Math.max(0, missing)).fill("0"), ...(tail ? tail.split(":") : [])];
	const prefix = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
	return `${prefix.join(":")}::/64`;
};
