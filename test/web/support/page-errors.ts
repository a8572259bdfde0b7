import type { BrowserContext, ConsoleMessage, Request, Response } from "playwright-core";

/** Chromium's console message for an HTTP error, which is checked by its status instead. */
const HTTP_ERROR_MESSAGE = /^Failed to load resource: the server responded with a status of/;

const REPORT_VIOLATIONS = `addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
	console.error("Content-Security-Policy: " + violatedDirective + " forbids " + blockedURI));`;

/** Collects what goes wrong in a browser context: console errors, exceptions, CSP violations, HTTP errors, foreign requests. */
export class PageErrors {
	readonly #errors: string[] = [];
	readonly #tolerated: RegExp[] = [];
	readonly #origin: string;
	readonly #reportsRejections: boolean;

	private constructor(origin: string, reportsRejections: boolean) {
		this.#origin = origin;
		this.#reportsRejections = reportsRejections;
	}

	/** Many tests expect rejected API calls, so those are errors only with `reportsRejections`. */
	static async watch(context: BrowserContext, origin: string, reportsRejections: boolean): Promise<PageErrors> {
		const errors = new PageErrors(origin, reportsRejections);
		context.on("console", (message) => errors.#onConsole(message));
		context.on("weberror", (error) => errors.#add(`Error: ${error.error().stack ?? error.error().message}`));
		context.on("request", (request) => errors.#onRequest(request));
		context.on("response", (response) => errors.#onResponse(response));
		await context.addInitScript({ content: REPORT_VIOLATIONS });
		return errors;
	}

	get all(): string[] {
		return this.#errors.filter((line) => !this.#tolerated.some((pattern) => pattern.test(line)));
	}

	tolerate(pattern: RegExp): void {
		this.#tolerated.push(pattern);
	}

	#add(line: string): void {
		this.#errors.push(line);
	}

	#onConsole(message: ConsoleMessage): void {
		if (message.type() !== "error" || HTTP_ERROR_MESSAGE.test(message.text())) return;
		this.#add(`Console: ${message.text()} (${message.location().url})`);
	}

	#onRequest(request: Request): void {
		const { origin, protocol } = new URL(request.url());
		if (/^(https?|wss?):$/.test(protocol) && origin !== this.#origin) this.#add(`Request to another origin: ${request.url()}`);
	}

	#onResponse(response: Response): void {
		const isApiCall = ["fetch", "xhr"].includes(response.request().resourceType());
		if (response.status() < 400 || (isApiCall && !this.#reportsRejections)) return;
		this.#add(`${response.status()}: ${response.request().method()} ${response.url()}`);
	}
}
