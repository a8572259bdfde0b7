import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { checkUrl, lookupPublic, type Resolve } from "./addresses.ts";

export interface PostOptions {
	timeoutMs: number;
	allowPrivate: boolean;
	resolve?: Resolve;
}

/** Posts to URLs given by others: follows no redirects and ignores response bodies. */
export class Poster {
	#http: HttpAgent;
	#https: HttpsAgent;
	#options: PostOptions;

	constructor(options: PostOptions) {
		const connect = { keepAlive: true, ...(options.allowPrivate ? undefined : { lookup: lookupPublic(options.resolve) }) };
		this.#http = new HttpAgent(connect);
		this.#https = new HttpsAgent(connect);
		this.#options = options;
	}

	async post(target: string, headers: Record<string, string>, body: string): Promise<number> {
		const url = new URL(target);
		if (!this.#options.allowPrivate) checkUrl(url);
		const isSecure = url.protocol === "https:";
		const request = isSecure ? httpsRequest : httpRequest;
		const options: RequestOptions = {
			method: "POST",
			agent: isSecure ? this.#https : this.#http,
			signal: AbortSignal.timeout(this.#options.timeoutMs),
			headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
		};
		const { promise, reject, resolve } = Promise.withResolvers<number>();
		const outgoing = request(url, options, (response) => {
			resolve(response.statusCode!);
			response.on("error", () => undefined).resume();
		});
		outgoing.on("error", reject).end(body);
		return promise;
	}

	close(): void {
		this.#http.destroy();
		this.#https.destroy();
	}
}
