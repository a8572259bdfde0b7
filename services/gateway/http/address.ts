import type { IncomingMessage } from "node:http";
import { isIPv4, isIPv6 } from "node:net";

/** The client's address. Only the last `proxies` entries of `X-Forwarded-For` are trusted: each of our proxies appends one. */
export const addressOf = ({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">, proxies: number): string => {
	const peer = socket.remoteAddress ?? "";
	if (proxies === 0) return networkOf(peer);
	const chain = [...String(headers["x-forwarded-for"] ?? "").split(","), peer].map((address) => address.trim()).filter(Boolean);
	const client = chain.at(Math.max(-chain.length, -1 - proxies)) ?? peer;
	return networkOf(isIPv4(client) || isIPv6(client) ? client : peer);
};

/** A client with one IPv6 address usually has its whole /64 network, so the network counts as one address. */
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
