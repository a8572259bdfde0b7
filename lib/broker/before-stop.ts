import type { Middleware, Service } from "moleculer";

/** Lets a service with a method `beforeStop` finish its work while everything else still runs; Moleculer stops all services at once. */
export const beforeStop: Middleware = {
	name: "BeforeStop",
	async stopping({ services }) {
		await Promise.all((services as (Service & { beforeStop?(): Promise<void> })[]).map((service) => service.beforeStop?.()));
	},
};
