import { oneOf } from "../notation/fields.ts";
import Type, { type TSchema } from "../notation/schema.ts";

/** An endpoint that the gateway serves without an action. */
export interface Endpoint {
	summary: string;
	/** Content type by status. */
	answers: Record<number, string>;
	/** Schema of a JSON response. */
	output?: TSchema;
}

const json = (summary: string, output?: TSchema): Endpoint => ({
	summary,
	answers: { 200: "application/json" },
	...(output ? { output } : undefined),
});

export const ENDPOINTS = {
	"GET /health/live": json("Liveness of this node", Type.Object({ status: oneOf("alive") })),
	"GET /health/ready": {
		...json(
			"Readiness of this node: 503 while it starts, drains or cannot reach its storage",
			Type.Object({ status: oneOf("ready", "not ready"), because: Type.Optional(Type.String()) }),
		),
		answers: { 200: "application/json", 503: "application/json" },
	},
	"GET /metrics": { summary: "Prometheus metrics", answers: { 200: "text/plain" } },
	"GET /openapi.json": json("The OpenAPI document", Type.Unsafe<object>({ type: "object" })),
	"GET /.well-known/jwks.json": json(
		"The public keys that verify session tokens (RFC 7517); empty when sessions are signed with a secret",
		Type.Object({ keys: Type.Array(Type.Unsafe<object>({ type: "object" })) }),
	),
	"GET /docs": { summary: "The API reference", answers: { 200: "text/html" } },
	"GET /docs.js": { summary: "Script of the API reference", answers: { 200: "text/javascript" } },
	"GET /docs.css": { summary: "Stylesheet of the API reference", answers: { 200: "text/css" } },
	"GET /": {
		summary: "The customer page; redirects to the API reference if the pages are not built",
		answers: { 200: "text/html", 302: "" },
	},
} satisfies Record<string, Endpoint>;
