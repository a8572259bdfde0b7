import type { Middleware, Service } from "moleculer";

/** Calls a service's `beforeStop` method while all services still run. Moleculer itself stops all services at once. */
export const beforeStop: Middleware = {
	name: "BeforeStop",
	async stopping({ services }) {
		await Promise.all((services as (Service & { beforeStop?(): Promise<void> })[]).map((service) => service.beforeStop?.()));
	},
};
