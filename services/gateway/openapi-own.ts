import { listOf, object, oneOf, type Schema, text } from "../../lib/schema.ts";

export interface Own {
	summary: string;
	type: string;
	status?: number;
	schema?: Schema;
}

const page = (summary: string): Own => ({ summary, type: "text/html" });

/** What the gateway answers by itself, without an action. */
export const OWN: Record<string, Own> = {
	"GET /health/live": { summary: "Whether this node lives", type: "application/json", schema: object({ status: oneOf("alive") }) },
	"GET /health/ready": {
		summary: "Whether this node takes requests: 503 while it starts, drains or is without its store",
		type: "application/json",
		schema: object({ status: oneOf("ready", "not ready"), because: text }, ["because"]),
	},
	"GET /metrics": { summary: "Figures for Prometheus", type: "text/plain" },
	"GET /openapi.json": { summary: "This description", type: "application/json", schema: { type: "object" } },
	"GET /.well-known/jwks.json": {
		summary: "The public keys that sessions are signed with, if they are (RFC 7517)",
		type: "application/json",
		schema: object({ keys: listOf({ type: "object" }) }),
	},
	"GET /docs": page("This description, for reading"),
	"GET /docs.js": { summary: "The script of that page", type: "text/javascript" },
	"GET /docs.css": { summary: "Its style", type: "text/css" },
	"GET /": { ...page("Leads to that page"), status: 302 },
};
