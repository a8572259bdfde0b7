import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerOptions, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ProblemCode } from "../../../contracts/problems.ts";
import { problemAnswer } from "./answer.ts";
import { problemFor } from "./problem.ts";

const CLOSE_WITHIN_MS = 1_000;
const MAX_CONNECTIONS = 10_000;
const MAX_HEADERS = 100;

/** What a slow client is given for its headers and for a whole request, and what they may be. */
const PATIENCE: ServerOptions = {
	headersTimeout: 10_000,
	requestTimeout: 30_000,
	keepAliveTimeout: 65_000,
	connectionsCheckingInterval: 1_000,
	maxHeaderSize: 16 * 1024,
};

const UNREADABLE: Record<string, ProblemCode> = {
	HPE_HEADER_OVERFLOW: "headers_too_large",
	ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

/** Node's own mark of the answer that is on its way. */
type Answering = Duplex & { _httpMessage?: ServerResponse | null };

/** What never became a request is answered like one. */
const answerUnreadable = ({ code = "" }: NodeJS.ErrnoException, socket: Duplex): void => {
	const isAnswered = (socket as Answering)._httpMessage?.headersSent;
	if (!socket.writable || isAnswered || code === "ECONNRESET") return void socket.destroy();
	const { body = "", headers, status } = problemAnswer(problemFor({ type: UNREADABLE[code] ?? "bad_request" }, "ko"));
	const lines = Object.entries({
		...headers,
		"Content-Length": Buffer.byteLength(body),
		Connection: "close",
		"X-Request-Id": randomUUID(),
	});
	socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`);
};

/** A server that neither a slow client nor a flood of headers keeps from the others. */
export const listen = async (handle: RequestListener, host: string, port: number): Promise<Server> => {
	const server = createServer(PATIENCE, handle).on("clientError", answerUnreadable);
	Object.assign(server, { maxConnections: MAX_CONNECTIONS, maxHeadersCount: MAX_HEADERS });
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
