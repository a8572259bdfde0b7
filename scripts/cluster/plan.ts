import { CannotStart } from "../node/starting.ts";

/** One process of the cluster. */
export interface Member {
	name: string;
	services: string[];
	/** Services whose reads it answers as well. */
	reads?: string[];
	/** Set for members with a gateway. */
	port?: number;
}

/** These share a process, so that orders can be placed while NATS is down. */
const TOGETHER = ["gateway", "idempotency", "order"];
/** Every gateway's process answers these reads, so that customers can read while NATS is down. */
export const READS = ["mypage", "order", "store"];

/** Parses `order=2,brew=3` into the number of processes per service. */
export function readScale(texts: string[], folders: string[]): Map<string, number> {
	return new Map(
		texts
			.flatMap((text) => text.split(","))
			.map((text) => {
				const [, folder, count] = /^([a-z-]+)=([1-9]\d?)$/.exec(text) ?? [];
				if (!folder || !folders.includes(folder))
					throw new CannotStart(`--scale ${text} must be <service>=<1 to 99>. The services are ${folders.join(", ")}.`);
				return [folder, Number(count)];
			}),
	);
}

/** One process per service plus the scaled copies. Additional gateways listen on the following ports. */
export function plan(folders: string[], scale: Map<string, number>, port: number): Member[] {
	const member = (services: string[], copy: number): Member => ({
		name: copy === 1 ? services.join("+") : `${services.join("+")}-${copy}`,
		services,
		...(services.includes("gateway") ? { port: port + copy - 1, reads: READS } : undefined),
	});
	const together = TOGETHER.filter((folder) => folders.includes(folder));
	const alone = folders.filter((folder) => !together.includes(folder)).map((folder) => member([folder], 1));
	const copies = [...scale].flatMap(([folder, count]) => Array.from({ length: count - 1 }, (_, index) => member([folder], index + 2)));
	return [...(together.length > 0 ? [member(together, 1)] : []), ...alone, ...copies];
}
