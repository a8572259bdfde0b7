// Exits with 0 when the node of this container is ready; the image has no curl. CommonJS and nothing but node:http, because
// every container runs it every two seconds while it starts: a module, TypeScript, fetch or the configuration costs a multiple.
const { get } = require("node:http");

const request = get({ host: "127.0.0.1", port: process.env.HEALTH_PORT, path: "/health/ready" }, ({ statusCode }) =>
	process.exit(statusCode === 200 ? 0 : 1),
);
request.once("error", () => process.exit(1)); // nothing listens
