import { readFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../http/answer.ts";
import type { OperationHandler } from "../http/operations.ts";

const file = (name: string, type: string): OperationHandler => {
	const text = readFileSync(join(import.meta.dirname, "docs-page", name), "utf8");
	return (request, response) => send(request, response, 200, `${type}; charset=utf-8`, text);
};

/** The API documentation in the browser. It loads nothing from other sites. */
export const DOCS = {
	"GET /docs": file("index.html", "text/html"),
	"GET /docs.js": file("docs.js", "text/javascript"),
	"GET /docs.css": file("docs.css", "text/css"),
};
