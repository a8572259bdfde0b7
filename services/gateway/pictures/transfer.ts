import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServiceBroker } from "moleculer";
import { catalogue } from "../../../contracts/menu/catalogue.ts";
import { call } from "../../../lib/broker/contract.ts";
import { PICTURE_TYPES, type PictureEnding, type PicturePart, partsOf, pictureIdOf } from "../../../lib/domain/pictures.ts";
import { matchesTag } from "../http/answer.ts";
import { readBody } from "../http/input.ts";
import { cleanPicture, MAX_PICTURE_BYTES } from "./picture.ts";

/** Stores the picture in the body, and returns its id. Part 0 comes last, so that a picture is found only when it is complete. */
export const storeUpload = async (broker: ServiceBroker, request: IncomingMessage): Promise<string> => {
	const type = (request.headers["content-type"] ?? "").split(";", 1)[0]!.trim().toLowerCase();
	const { bytes, ending } = cleanPicture(await readBody(request, MAX_PICTURE_BYTES), type);
	const pictureId = pictureIdOf(bytes, ending);
	const parts = partsOf(bytes).map((part, index) => ({ pictureId, part: index, ...part }));
	for (const part of parts.reverse()) await call(broker, catalogue.addPicturePart, part);
	return pictureId;
};

export interface StoredPicture {
	pictureId: string;
	first: PicturePart;
}

const SECONDS_PER_YEAR = 31_536_000;

/** A picture never changes under its id. The policy keeps a drawing that is opened by itself from loading or running anything. */
export const sendPicture = async (
	broker: ServiceBroker,
	request: IncomingMessage,
	response: ServerResponse,
	{ first, pictureId }: StoredPicture,
): Promise<void> => {
	const rest = Array.from({ length: first.parts - 1 }, (_, index) => call(broker, catalogue.picturePart, { pictureId, part: index + 1 }));
	const tag = `"${pictureId}"`;
	response.setHeader("ETag", tag);
	response.setHeader("Cache-Control", `public, max-age=${SECONDS_PER_YEAR}, immutable`);
	response.setHeader("Vary", "Origin");
	response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
	if (matchesTag(request.headers["if-none-match"], tag)) return void response.writeHead(304).end();
	const parts = [first, ...(await Promise.all(rest))].map(({ data }) => Buffer.from(data, "base64"));
	const body = Buffer.concat(parts);
	const type = PICTURE_TYPES[pictureId.split(".")[1] as PictureEnding];
	response.writeHead(200, { "Content-Type": type, "Content-Length": body.length });
	response.end(request.method === "HEAD" ? undefined : body);
};
