import type { Guard } from "../../../lib/broker/guard.ts";
import { ROUTES } from "../../../services/gateway/http/routes.ts";
import { loadServices } from "../../support/services.ts";

const services = await loadServices();
const actions = new Map<string, { guard: Guard; params: object }>(services.flatMap(({ actions }) => actions as never[]));
const rows = Object.entries(ROUTES);
const present = rows.filter(([, { action }]) => services.some(({ schema }) => action.startsWith(`${schema.name}.`)));

describe("routes", () => {
	it.each(present)("%s calls an action that is not internal", (_, { action }) => {
		expect(actions.get(action)).toBeDefined();
		expect(actions.get(action)?.guard).not.toBe("internal");
	});

	it.each(present)("%s has an action that accepts the parameters of its path", (entry, { action }) => {
		const parameters = [...entry.matchAll(/:(\w+)/g)].map(([, name]) => name!);

		expect(Object.keys(actions.get(action)?.params ?? {})).toEqual(expect.arrayContaining(parameters));
	});

	it("are mostly those of existing services", () => {
		expect(present.length).toBeGreaterThan(15);
	});
});
