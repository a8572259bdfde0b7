import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";

const CLOSE_WITHIN_MS = 1_000;

/** A server that gives a slow client half a minute for a whole request. */
export const listen = async (handle: RequestListener, host: string, port: number): Promise<Server> => {
	const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 65_000 }, handle);
	server.listen(port, host);
	try {
		await once(server, "listening");
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const why = code === "EADDRINUSE" ? "another process listens there" : message;
		throw Object.assign(new Error(`The gateway cannot listen on ${host}:${port}: ${why}.`), { code });
	}
	return server;
};

/** Lets idle connections go at once, and busy ones a moment later. */
export const close = async (server: Server): Promise<void> => {
	const closed = once(server, "close");
	server.close();
	const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
	await closed;
	clearTimeout(impatience);
};
