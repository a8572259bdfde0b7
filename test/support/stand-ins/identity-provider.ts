import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type JWTPayload, SignJWT } from "jose";

export const AUDIENCE = "https://api.coffee.example";

export interface ProviderKey {
	kid: string;
	alg: string;
	privateKey: KeyObject;
	publicKey: KeyObject;
}

const PAIRS = {
	RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
	ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
	EdDSA: () => generateKeyPairSync("ed25519"),
};

export const aKey = (alg: keyof typeof PAIRS = "ES256"): ProviderKey => ({ kid: randomUUID(), alg, ...PAIRS[alg]() });

const seconds = () => Math.floor(Date.now() / 1000);

/** A local OpenID provider: a discovery document, keys and tokens for tests. */
export class IdentityProviderStandIn {
	/** All are published; the first one signs. */
	keys = [aKey()];
	/** How it handles requests. */
	behavior: "ok" | "silent" | "broken" = "ok";
	/** Overrides of its discovery document. */
	discovery: object = {};
	/** Number of requests received. */
	requests = 0;
	#server: Server | undefined;
	#port = 0;

	static start(): Promise<IdentityProviderStandIn> {
		return new IdentityProviderStandIn().start();
	}

	get issuer(): string {
		return `http://127.0.0.1:${this.#port}/realms/coffee`;
	}

	/** Reuses the previous port after a restart. */
	async start(): Promise<this> {
		this.#server = createServer(({ url = "" }, response) => this.#answer(url, response));
		await new Promise<void>((resolve) => this.#server!.listen(this.#port, "127.0.0.1", resolve));
		this.#port = (this.#server.address() as AddressInfo).port;
		return this;
	}

	async stop(): Promise<void> {
		this.#server?.closeAllConnections();
		await new Promise((resolve) => this.#server?.close(resolve));
	}

	claims(changed: JWTPayload = {}): JWTPayload {
		return { iss: this.issuer, aud: AUDIENCE, sub: "mina", iat: seconds(), exp: seconds() + 300, ...changed };
	}

	token(changed: JWTPayload = {}, key = this.keys[0]!, header: object = {}): Promise<string> {
		return new SignJWT(this.claims(changed)).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
	}

	#answer(url: string, response: ServerResponse): void {
		this.requests++;
		if (this.behavior === "silent") return;
		if (this.behavior === "broken") return void response.writeHead(500).end("down");
		const body = url.endsWith("/keys") ? this.#keySet() : this.#discoveryDocument();
		response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
	}

	#keySet() {
		return { keys: this.keys.map(({ alg, kid, publicKey }) => ({ ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" })) };
	}

	#discoveryDocument() {
		return { issuer: this.issuer, jwks_uri: `${this.issuer}/keys`, ...this.discovery };
	}
}
