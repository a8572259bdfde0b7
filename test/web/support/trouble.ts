import type { BrowserContext, ConsoleMessage, Request, Response } from "playwright-core";

/** Chromium's own words for an answer that is judged by its status here. */
const REFUSED_RESOURCE = /^Failed to load resource: the server responded with a status of/;

const REPORT_VIOLATIONS = `addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
	console.error("Content-Security-Policy: " + violatedDirective + " forbids " + blockedURI));`;

/** What goes wrong in the tabs of a context without anybody seeing it. */
export class Trouble {
	readonly #seen: string[] = [];
	readonly #tolerated: RegExp[] = [];
	readonly #origin: string;
	readonly #toldOfRefusals: boolean;

	private constructor(origin: string, toldOfRefusals: boolean) {
		this.#origin = origin;
		this.#toldOfRefusals = toldOfRefusals;
	}

	/** Refused calls of the page's scripts are part of many a story, and trouble only where somebody says so. */
	static async watch(context: BrowserContext, origin: string, toldOfRefusals: boolean): Promise<Trouble> {
		const trouble = new Trouble(origin, toldOfRefusals);
		context.on("console", (message) => trouble.#hear(message));
		context.on("weberror", (error) => trouble.#note(`Error: ${error.error().stack ?? error.error().message}`));
		context.on("request", (request) => trouble.#see(request));
		context.on("response", (response) => trouble.#judge(response));
		await context.addInitScript({ content: REPORT_VIOLATIONS });
		return trouble;
	}

	get seen(): string[] {
		return this.#seen.filter((line) => !this.#tolerated.some((pattern) => pattern.test(line)));
	}

	tolerate(pattern: RegExp): void {
		this.#tolerated.push(pattern);
	}

	#note(line: string): void {
		this.#seen.push(line);
	}

	#hear(message: ConsoleMessage): void {
		if (message.type() !== "error" || REFUSED_RESOURCE.test(message.text())) return;
		this.#note(`Console: ${message.text()} (${message.location().url})`);
	}

	#see(request: Request): void {
		const { origin, protocol } = new URL(request.url());
		if (/^(https?|wss?):$/.test(protocol) && origin !== this.#origin) this.#note(`Request outside: ${request.url()}`);
	}

	#judge(response: Response): void {
		const isCall = ["fetch", "xhr"].includes(response.request().resourceType());
		if (response.status() < 400 || (isCall && !this.#toldOfRefusals)) return;
		this.#note(`${response.status()}: ${response.request().method()} ${response.url()}`);
	}
}
