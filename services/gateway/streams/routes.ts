import { streams } from "../../../contracts/gateway/stream.ts";

/** What a stream is about: one order, or without `orderId` everything that concerns the caller. */
export interface Subject {
	orderId?: string;
}

/** The subject of a stream's URL; undefined for other URLs. */
export const streamOf = (url = ""): Subject | undefined => {
	const path = url.split("?", 1)[0]!.replace(/(.)\/$/, "$1");
	if (path === "/v1/stream") return {};
	const orderId = /^\/v1\/orders\/([^/]+)\/events$/.exec(path)?.[1];
	return orderId === undefined ? undefined : { orderId };
};

export const streamAction = ({ orderId }: Subject) => (orderId === undefined ? streams.all : streams.order);
