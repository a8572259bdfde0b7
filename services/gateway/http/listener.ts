import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerOptions, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ProblemCode } from "../../../contracts/catalogue/problems.ts";
import { problemAnswer } from "./answer.ts";
import { problemFor } from "./problem.ts";

const CLOSE_TIMEOUT_MS = 1_000;
const MAX_CONNECTIONS = 10_000;
const MAX_HEADERS = 100;

const LIMITS: ServerOptions = {
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

/** Node sets `_httpMessage` while a response is being sent. */
type HttpSocket = Duplex & { _httpMessage?: ServerResponse | null };

/** Answers bytes that Node cannot parse as a request with a problem document, too. */
const answerUnreadable = ({ code = "" }: NodeJS.ErrnoException, socket: Duplex): void => {
	const hasResponse = (socket as HttpSocket)._httpMessage?.headersSent;
	if (!socket.writable || hasResponse || code === "ECONNRESET") return void socket.destroy();
	const { body = "", headers, status } = problemAnswer(problemFor({ type: UNREADABLE[code] ?? "bad_request" }, "ko"));
	const lines = Object.entries({
		...headers,
		"Content-Length": Buffer.byteLength(body),
		Connection: "close",
		"X-Request-Id": randomUUID(),
	});
	socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`);
};

/** Starts a server on which slow clients and header floods do not block other clients. */
export const listen = async (handle: RequestListener, host: string, port: number): Promise<Server> => {
	const server = createServer(LIMITS, handle).on("clientError", answerUnreadable);
	Object.assign(server, { maxConnections: MAX_CONNECTIONS, maxHeadersCount: MAX_HEADERS });
	server.listen(port, host);
	try {
		await once(server, "listening");
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const reason = code === "EADDRINUSE" ? "the port is already in use" : message;
		throw Object.assign(new Error(`The gateway cannot listen on ${host}:${port}: ${reason}.`), { code });
	}
	return server;
};

/** Closes idle connections at once and busy ones after a timeout. */
export const close = async (server: Server): Promise<void> => {
	const closed = once(server, "close");
	server.close();
	const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
	await closed;
	clearTimeout(timer);
};
