import type { Guard } from "../../../lib/broker/guard.ts";
import { ROUTES } from "../../../services/gateway/http/routes.ts";
import { loadServices } from "../../support/services.ts";

const services = await loadServices();
const actions = new Map<string, { guard: Guard; params: object }>(services.flatMap(({ actions }) => actions as never[]));
const rows = Object.entries(ROUTES);
const present = rows.filter(([, { action }]) => services.some(({ schema }) => action.startsWith(`${schema.name}.`)));

describe("routes", () => {
	it.each(present)("%s leads to an action for people outside", (_, { action }) => {
		expect(actions.get(action)).toBeDefined();
		expect(actions.get(action)?.guard).not.toBe("internal");
	});

	it.each(present)("%s gives its action the parameters that its path names", (entry, { action }) => {
		const named = [...entry.matchAll(/:(\w+)/g)].map(([, name]) => name!);

		expect(Object.keys(actions.get(action)?.params ?? {})).toEqual(expect.arrayContaining(named));
	});

	it("know the services that are there", () => {
		expect(present.length).toBeGreaterThan(15);
	});
});
