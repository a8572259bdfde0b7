import { readdirSync, readFileSync } from "node:fs";

/** The node of a local cluster that runs a service, as the kernel knows it: a child of the cluster's own process. */
export const nodeThatRuns = (service: string, parent: number): number | undefined =>
	readdirSync("/proc")
		.filter((entry) => /^\d+$/.test(entry))
		.map(Number)
		.find((pid) => parentOf(pid) === parent && servicesOf(pid).includes(service));

const parentOf = (pid: number): number => Number(/^PPid:\s+(\d+)/m.exec(told(pid, "status"))?.[1]);

const servicesOf = (pid: number): string[] => /(?:^|\0)SERVICES=([^\0]*)/.exec(told(pid, "environ"))?.[1]?.split(",") ?? [];

const told = (pid: number, file: "environ" | "status"): string => {
	try {
		return readFileSync(`/proc/${pid}/${file}`, "utf8");
	} catch {
		return ""; // ended meanwhile
	}
};
