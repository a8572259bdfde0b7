import { streams } from "../../../contracts/stream.ts";

/** All that concerns the caller, or one order. */
export interface Subject {
	orderId?: string;
}

/** What a path is a stream of, if it is one. */
export const streamOf = (url = ""): Subject | undefined => {
	const path = url.split("?", 1)[0]!.replace(/(.)\/$/, "$1");
	if (path === "/v1/stream") return {};
	const orderId = /^\/v1\/orders\/([^/]+)\/events$/.exec(path)?.[1];
	return orderId === undefined ? undefined : { orderId };
};

export const streamAction = ({ orderId }: Subject) => (orderId === undefined ? streams.all : streams.order);
