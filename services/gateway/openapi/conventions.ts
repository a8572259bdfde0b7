/** What holds for every operation; the first page of the description. */
export const CONVENTIONS = `Orders of a coffee chain and of its courier desk.

## Values
JSON in camelCase, times ISO 8601 in UTC, money whole KRW. Ids are opaque texts; those with a prefix sort by creation time.
A payment, a brew ticket and a delivery are addressed by their order's id. Fields may be added; none is renamed or removed.

## Callers
\`Authorization: Bearer <token>\`, with the token of \`POST /v1/sessions\`. Roles are \`customer\`, \`staff\` (of one store), \`rider\` and
\`operator\`, who may do everywhere what staff may do in its own store. What a caller may not see is answered as if it did not exist: 404.

## Commands
A command answers 200 with the resource as it then is, a creation 201 with \`Location\`. What was answered can be read and commanded at
once. An outcome that is still open is answered 202 with \`Retry-After\`. To repeat a command that has had its effect is 409, but for paying
an order that is paid and cancelling one that is cancelled.

## Idempotency
\`Idempotency-Key\` (1 to 255 visible ASCII characters) on any POST: the same account, path, body and key get the first answer again, with
\`Idempotency-Replayed: true\`, for 24 hours. Another body is 422 \`idempotency_key_reused\`; while the first is under way it is 409
\`idempotency_key_in_flight\`. Answers of 5xx, 401 and 429 are not kept: those may be tried again with the same key.

## Versions
A single resource carries its version, also as \`ETag\`. \`If-None-Match\` on GET may answer 304; \`If-Match\` on PATCH and PUT answers 412
\`stale\` when it has changed meanwhile, and \`If-Match: *\` when it does not exist.

## Methods
\`OPTIONS\` on a path answers the methods that exist there, in \`Allow\`; so does 405.

## Lists
\`?limit=\` (1 to 100, 20 unless said) and \`?cursor=\`, the \`nextCursor\` of the page before; it is null at the end. What is added meanwhile
moves nothing from one page to another.

## Streams
\`GET /v1/stream\` and \`GET /v1/orders/{orderId}/events\` are server-sent events, authorised by the header, so a page reads them with \`fetch\`.
\`Last-Event-ID\` resumes on any node. The end of one means to come again. An account may have 20 open on a node, more is 429
\`too_many_streams\`.

## Errors
\`application/problem+json\` (RFC 9457) with a stable \`code\`, and \`errors\` by field for bad input. \`title\` and \`detail\` are for people, in Korean
or English by \`Accept-Language\`. They are judged in this order: 401, 403 for a role that never may or 404 for what this caller may not see,
405, 413, 415, 400 for malformed JSON, 422, 412, 409, then 429 and 503 with \`Retry-After\`.

## Limits
Requests are counted by account, or by address without one. \`RateLimit-Policy\` says how many in which time, \`RateLimit\` how many are left
and when they are renewed; more is 429 with \`Retry-After\`. A body has at most 256 kB. Every answer carries \`X-Request-Id\`, the caller's own
where it was sent one.`;

/** What each group of operations is for. */
export const TAGS: Record<string, string> = {
	orders: "Place, follow, cancel, pay and refund orders of goods and parcels.",
	brews: "Brew tickets: what the baristas of a store prepare.",
	customers: "A customer's level, points, notifications, my page and live events.",
	stores: "Stores, their menus and stock, and the orders that a store accepts or rejects.",
	deliveries: "Quotes, riders and couriers' deliveries.",
	accounts: "Accounts and the sessions that callers sign in with.",
	webhooks: "Signed HTTP callbacks for messages, and the feed of all messages.",
	operations: "Health, metrics, this description, and what operators inspect and repair.",
};
