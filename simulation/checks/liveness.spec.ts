import type { Server } from "../bus/server.ts";
import { waitingMessages } from "./liveness.ts";

const groups = (...rows: [name: string, isActive: boolean, pending: number][]): Server =>
	({ groups: new Map(rows.map(([name, isActive, pending]) => [name, { isActive, pending, inHand: 0 }])) }) as unknown as Server;
const found = (server: Server) => waitingMessages(server).map((problem) => problem.found);

describe("waiting messages", () => {
	it("are a problem, whether or not a node takes them", () => {
		expect(found(groups(["order--1", true, 1], ["brew--1", false, 2], ["stock--1", true, 0]))).toEqual([
			"order--1: 1 waiting, 0 in hand",
			"brew--1: 2 waiting, 0 in hand",
		]);
	});

	it("are none if a new version has left them behind with the consumer of the old one", () => {
		expect(found(groups(["probe--1", false, 1], ["probe--2", true, 0]))).toEqual([]);
	});
});
