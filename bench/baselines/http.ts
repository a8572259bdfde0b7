import { createServer } from "node:http";

/** The minimal Node server: reads a JSON body and responds with JSON. */
createServer((request, response) => {
	let text = "";
	request.on("data", (chunk) => {
		text += chunk;
	});
	request.on("end", () => {
		const body = text ? JSON.parse(text) : {};
		response.setHeader("content-type", "application/json");
		response.end(JSON.stringify({ id: "ord_1", ...body }));
	});
}).listen(Number(process.env.PORT), "127.0.0.1");
