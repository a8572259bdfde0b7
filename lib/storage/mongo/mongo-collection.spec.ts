import type { Db } from "mongodb";
import { StoreUnavailable } from "../actor-store.ts";
import { MongoCollection } from "./mongo-collection.ts";

const open = (error: Error): Promise<MongoCollection> => {
	const collection = { createIndexes: async () => [], findOne: () => Promise.reject(error) };
	return MongoCollection.open({ collection: () => collection } as unknown as Db, { name: "orders" }, () => true);
};

describe("an error that the driver does not wrap", () => {
	it.each([
		["EPIPE", "This socket has been ended by the other party"],
		["ECONNRESET", "read ECONNRESET"],
		["ERR_STREAM_DESTROYED", "Cannot call write after a stream was destroyed"],
	])("is StoreUnavailable if it is a lost connection: %s", async (code, message) => {
		const store = await open(Object.assign(new Error(message), { code }));

		await expect(store.load("a")).rejects.toThrow(StoreUnavailable);
	});

	it("is thrown as it is otherwise", async () => {
		const error = new RangeError("the document is too large");

		await expect((await open(error)).load("a")).rejects.toBe(error);
	});
});
