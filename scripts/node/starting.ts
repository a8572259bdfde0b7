import { accessSync, constants, existsSync, globSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve, sep } from "node:path";
import { BadSetting, type Config } from "../../lib/config/config.ts";
import { RefusedByNats } from "../../lib/messaging/jetstream/nats-refusal.ts";
import { redacted } from "../../lib/observability/redact.ts";
import { faultOf } from "../../lib/storage/faults.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A problem with this machine or its settings that the user can fix. Printed without a stack. */
export class CannotStart extends Error {
	override name = "CannotStart";
}

/** The files of the named services, or of all. A service is a folder, which may contain several Moleculer services. */
export function serviceFiles(names: readonly string[], setting = "SERVICES"): string[] {
	const files = globSync("services/*/*.service.ts", { cwd: ROOT }).sort();
	const folderOf = (file: string): string => file.split("/")[1] ?? "";
	const folders = [...new Set(files.map(folderOf))];
	const unknown = names.filter((name) => !folders.includes(name));
	if (unknown.length > 0)
		throw new CannotStart(`${setting} names unknown services: ${unknown.join(", ")}. Known are ${folders.join(", ")}.`);
	return files.filter((file) => names.length === 0 || names.includes(folderOf(file))).map((file) => join(ROOT, file));
}

/** Without NATS, messages reach only the services of this process; those for others are lost. */
export function checkBus({ allowMessageLoss, natsUrl }: Pick<Config, "allowMessageLoss" | "natsUrl">, files: string[]): void {
	if (natsUrl || allowMessageLoss || files.length === serviceFiles([]).length) return;
	throw new CannotStart(
		"SERVICES names only some of the services, so NATS_URL must be set: without it, messages for the others are lost. Or leave SERVICES empty.",
	);
}

export async function checkPort({ host, port }: Pick<Config, "host" | "port">, setting = "PORT"): Promise<void> {
	const probe = createServer();
	try {
		await new Promise<void>((listening, failed) => probe.once("error", failed).listen(port, host, listening));
	} catch (error) {
		throw new CannotStart(portProblem((error as NodeJS.ErrnoException).code, host, port, setting));
	}
	await new Promise((closed) => probe.close(closed));
}

const portProblem = (code: string | undefined, host: string, port: number, setting: string): string => {
	if (code === "EADDRINUSE")
		return `Port ${port} on ${host} is already in use: stop the other process, or choose another port with ${setting}=${port + 1}.`;
	if (code === "EACCES") return `This user may not listen on port ${port}: choose one above 1023 with ${setting}.`;
	return `Cannot listen on HOST=${host}, ${setting}=${port} (${code}).`;
};

/** Creates one level at a time, because Node's recursive mkdir never returns on file systems like /proc. */
const makeFolder = (folder: string): void => {
	if (existsSync(folder)) return;
	makeFolder(dirname(folder));
	mkdirSync(folder);
};

const checkWritable = (path: string, check: () => void): void => {
	try {
		check();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw new CannotStart(`${path} is not writable (${code}): choose another folder with DATA_DIR, or another database with STORE_URL.`);
	}
};

export const checkFolder = (folder: string): void =>
	checkWritable(resolve(folder), () => {
		makeFolder(resolve(folder));
		accessSync(resolve(folder) + sep, constants.W_OK); // the trailing separator makes this fail for a file
	});

/** Checks that a database can be opened. Creates its folder, but no file. */
export function checkStore(url: string): void {
	const fault = faultOf(url);
	if (fault) throw new CannotStart(fault);
	const [, file] = /^sqlite:(?!:memory:)(.+)$/.exec(url) ?? [];
	if (!file) return;
	checkFolder(dirname(file));
	if (existsSync(file)) checkWritable(resolve(file), () => accessSync(file, constants.W_OK));
}

const isExpected = (error: unknown): error is Error =>
	error instanceof BadSetting ||
	error instanceof CannotStart ||
	error instanceof RefusedByNats ||
	`${(error as NodeJS.ErrnoException)?.code}`.startsWith("ERR_PARSE_ARGS");

/** One line for errors that the user can fix; the stack for all others. */
export const explain = (error: unknown): string =>
	redacted(isExpected(error) ? error.message : ((error as Error | undefined)?.stack ?? String(error)));
