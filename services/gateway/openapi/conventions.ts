/** The rules that hold for every operation: the description of the OpenAPI document. */
export const CONVENTIONS = `The API of a coffee chain with order-ahead and courier deliveries.

## Values
Bodies are JSON with camelCase names. Times are ISO 8601 in UTC, and money is in whole KRW.

Ids are opaque strings; those with a prefix sort by creation time. A payment, a brew ticket and a
delivery have the id of their order. Fields may be added, but never renamed or removed.

## Callers
Callers authenticate with \`Authorization: Bearer <token>\`; \`POST /v1/sessions\` issues tokens. The
roles are \`customer\`, \`staff\` (of one store), \`rider\` and \`operator\`. Operators may do in every
store what staff may do in their own. A resource that the caller may not see gets the same 404 as
one that does not exist.

## Commands
A command returns 200 with the current resource, and a creation returns 201 with \`Location\`. The
resource can be read and changed as soon as the response arrives.

If the outcome is still pending, the response is 202 with \`Retry-After\`. Repeating a command that
has already taken effect returns 409, except paying a paid order and cancelling a cancelled one.

## Idempotency
Any POST accepts an \`Idempotency-Key\` of 1 to 255 visible ASCII characters. For 24 hours, a request
with the same account, path, body and key gets the first response again, with
\`Idempotency-Replayed: true\`.

A different body returns 422 \`idempotency_key_reused\`; while the first request is in progress, a
repeat returns 409 \`idempotency_key_in_flight\` with \`Retry-After\`. Responses with 5xx, 401 and 429 are not stored, so
these requests can be retried with the same key.

## Versions
A single resource carries its version in \`version\` and in \`ETag\`. GET accepts \`If-None-Match\` and
returns 304 if nothing has changed. A store's waiting time changes without a new version, so its \`ETag\`
contains both: \`"7-4"\`.

PATCH and PUT accept \`If-Match\`, with an \`ETag\` or a version, and return 412 \`stale\` if the
version is another one, or for \`If-Match: *\` if the resource does not exist.

## Methods
\`OPTIONS\` returns the methods of a path in \`Allow\`, and so does every 405.

## Lists
Lists accept \`?limit=\` (1 to 100, 20 by default) and \`?cursor=\`, the \`nextCursor\` of the previous
page; it is null on the last page. Items that are added meanwhile do not move others to another
page.

## Streams
\`GET /v1/stream\` and \`GET /v1/orders/{orderId}/events\` return server-sent events. They require the
\`Authorization\` header, so browsers read them with \`fetch\`. \`Last-Event-ID\` resumes a stream on any
node.

When a stream ends, reconnect. An account may have 20 streams open on a node, and an address
\`STREAMS_PER_ADDRESS\`; one more returns 429 \`too_many_streams\`.

## Errors
Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`, and with \`errors\` by field
for invalid input. \`title\` and \`detail\` are for people, in Korean or English, chosen by
\`Accept-Language\`.

Checks run in this order: 429 for the request limit; 404 for an unknown path; 405; 401; 403 if the
role may never do this, or 404 if the caller may not see the resource; 413; 415; 400 for malformed
JSON; 422; 412; 409; 503. The limits on sign-ins and streams are checked after 401 and 403, because
they need the caller or the body. Two headers are checked before the fields of the body, and so
before its 422: \`If-Match: *\` (412), and \`Idempotency-Key\` (422 if it is malformed or reused, 409
while it is in flight). Every 429 and 503 has \`Retry-After\`.

## Limits
Requests are counted by account, or by address without one. \`RateLimit-Policy\` has the limit and its
window, \`RateLimit\` the remaining requests and the seconds until the window ends. Requests above the
limit return 429 with \`Retry-After\`.

A body may have up to 256 kB. Every response carries \`X-Request-Id\`, which echoes the caller's own
if it sent one.`;

/** The descriptions of the tags. */
export const TAGS: Record<string, string> = {
	orders: "Placing, tracking, paying, cancelling and refunding orders of goods and parcels.",
	brews: "Brew tickets: what a store's baristas prepare.",
	customers: "A customer's level, points, notifications, My page and event stream.",
	catalogue: "The catalogue of the chain: categories, products and the options that products share.",
	stores: "Stores, their menus and stock, and accepting or rejecting orders.",
	deliveries: "Delivery quotes, riders and deliveries.",
	accounts: "Accounts and sessions.",
	webhooks: "Webhooks that receive messages, and the feed of all messages.",
	operations: "Health, metrics, this document, and tools for operators.",
};
