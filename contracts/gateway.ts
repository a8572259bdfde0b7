import { oneOf } from "./fields.ts";
import Type, { type TSchema } from "./schema.ts";

/** What the gateway answers without an action. */
export interface Endpoint {
	summary: string;
	/** Content type by status. */
	answers: Record<number, string>;
	/** Of the JSON it answers. */
	output?: TSchema;
}

const json = (summary: string, output?: TSchema): Endpoint => ({
	summary,
	answers: { 200: "application/json" },
	...(output ? { output } : undefined),
});

export const ENDPOINTS = {
	"GET /health/live": json("Whether this node lives", Type.Object({ status: oneOf("alive") })),
	"GET /health/ready": {
		...json(
			"Whether this node takes requests: 503 while it starts, drains or is without its store",
			Type.Object({ status: oneOf("ready", "not ready"), because: Type.Optional(Type.String()) }),
		),
		answers: { 200: "application/json", 503: "application/json" },
	},
	"GET /metrics": { summary: "Figures for Prometheus", answers: { 200: "text/plain" } },
	"GET /openapi.json": json("This description", Type.Unsafe<object>({ type: "object" })),
	"GET /.well-known/jwks.json": json(
		"The public keys that sessions are signed with, if they are (RFC 7517)",
		Type.Object({ keys: Type.Array(Type.Unsafe<object>({ type: "object" })) }),
	),
	"GET /docs": { summary: "This description, for reading", answers: { 200: "text/html" } },
	"GET /docs.js": { summary: "The script of that page", answers: { 200: "text/javascript" } },
	"GET /docs.css": { summary: "Its style", answers: { 200: "text/css" } },
	"GET /": { summary: "The customers' page; without built pages, a redirect to the description", answers: { 200: "text/html", 302: "" } },
} satisfies Record<string, Endpoint>;
