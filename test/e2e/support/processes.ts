import { readdirSync, readFileSync } from "node:fs";

/** Finds the process of a local cluster that runs a service, among the children of the cluster's main process. */
export const nodeThatRuns = (service: string, parent: number): number | undefined =>
	readdirSync("/proc")
		.filter((entry) => /^\d+$/.test(entry))
		.map(Number)
		.find((pid) => parentOf(pid) === parent && servicesOf(pid).includes(service));

const parentOf = (pid: number): number => Number(/^PPid:\s+(\d+)/m.exec(readProc(pid, "status"))?.[1]);

const servicesOf = (pid: number): string[] => /(?:^|\0)SERVICES=([^\0]*)/.exec(readProc(pid, "environ"))?.[1]?.split(",") ?? [];

const readProc = (pid: number, file: "environ" | "status"): string => {
	try {
		return readFileSync(`/proc/${pid}/${file}`, "utf8");
	} catch {
		return ""; // the process has ended
	}
};
