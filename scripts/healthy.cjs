// Exits with 0 when this container's node is ready; the image has no curl. Every container runs this every two seconds while it
// starts, so it is CommonJS and uses node:http only: ESM, TypeScript, fetch or the configuration would cost several times the CPU.
const { get } = require("node:http");

const request = get({ host: "127.0.0.1", port: process.env.HEALTH_PORT, path: "/health/ready" }, ({ statusCode }) =>
	process.exit(statusCode === 200 ? 0 : 1),
);
request.once("error", () => process.exit(1)); // the port is not open yet
