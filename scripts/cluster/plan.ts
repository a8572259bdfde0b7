import { CannotStart } from "../node/starting.ts";

/** One process of the cluster. */
export interface Member {
	name: string;
	services: string[];
	/** Only what holds the gateway listens. */
	port?: number;
}

/** In one process, so that orders are taken while NATS is away. */
const TOGETHER = ["gateway", "idempotency", "order"];

/** From `order=2`, and any number of them: how many processes run a service. */
export function readScale(texts: string[], folders: string[]): Map<string, number> {
	return new Map(
		texts
			.flatMap((text) => text.split(","))
			.map((text) => {
				const [, folder, count] = /^([a-z-]+)=([1-9]\d?)$/.exec(text) ?? [];
				if (!folder || !folders.includes(folder))
					throw new CannotStart(`--scale ${text} must be <service>=<1 to 99>, and the services are ${folders.join(", ")}.`);
				return [folder, Number(count)];
			}),
	);
}

/** One process for each service, and as many more of each as asked for; further gateways listen on the ports that follow. */
export function plan(folders: string[], scale: Map<string, number>, port: number): Member[] {
	const member = (services: string[], copy: number): Member => ({
		name: copy === 1 ? services.join("+") : `${services.join("+")}-${copy}`,
		services,
		...(services.includes("gateway") ? { port: port + copy - 1 } : undefined),
	});
	const together = TOGETHER.filter((folder) => folders.includes(folder));
	const alone = folders.filter((folder) => !together.includes(folder)).map((folder) => member([folder], 1));
	const copies = [...scale].flatMap(([folder, count]) => Array.from({ length: count - 1 }, (_, index) => member([folder], index + 2)));
	return [...(together.length > 0 ? [member(together, 1)] : []), ...alone, ...copies];
}
