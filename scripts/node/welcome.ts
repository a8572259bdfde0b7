import type { AddressInfo, Server } from "node:net";
import type { ServiceBroker } from "moleculer";
import type { Config } from "../../lib/config/config.ts";

const DEMO = [
	"Demo   sign in with demo-1234 as",
	"         01000000001  customer",
	"         01000000002  staff of gangnam, where orders are handled by hand",
	"         01000000005  staff of hongdae, which accepts and brews automatically",
	"         01000000003  rider",
	"         01000000004  operator",
];

const pages = (address: string): string[] => [
	`Pages  ${address}/        for customers`,
	`       ${address}/store/  for stores`,
	`       ${address}/rider/  for riders`,
	`       ${address}/ops/    for operators`,
];

/** Printed once the system is up. */
export const welcome = (address: string, { demo }: Pick<Config, "demo">, arePagesThere: boolean): string =>
	[
		"",
		`Cortado is up at ${address}`,
		...(arePagesThere ? pages(address) : []),
		`API    ${address}/v1/stores`,
		`Docs   ${address}/docs`,
		...(demo ? DEMO : []),
		"",
	].join("\n");

/** Asks the gateway's server, because PORT=0 picks any free port. */
export const addressOf = (broker: ServiceBroker, { host, port }: Pick<Config, "host" | "port">): string => {
	const gateway = broker.getLocalService("gateway") as { server?: Server } | undefined;
	const bound = gateway?.server?.address() as AddressInfo | null | undefined;
	return httpAddress(host, bound?.port ?? port);
};

export const httpAddress = (host: string, port: number): string => `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
