import { inspect, styleText } from "node:util";
import { currentContext } from "./log-context.ts";
import { redacted } from "./redact.ts";

/** What most modules need of a logger. */
export interface Logger {
	warn(...args: unknown[]): void;
}

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace";

interface Origin {
	nodeID: string;
	mod: string;
}
type Format = (level: LogLevel, args: unknown[], origin: Origin) => string[];

const COLORS = { fatal: "red", error: "red", warn: "yellow", info: "green", debug: "blue", trace: "gray" } as const;

const messageOf = (args: unknown[]): string =>
	redacted(
		args
			.map((arg) => (typeof arg === "string" ? arg : arg instanceof Error ? arg.message : inspect(arg, { breakLength: Infinity })))
			.join(" "),
	);

const errorOf = (args: unknown[]) => args.find((arg) => arg instanceof Error) as (Error & { code?: unknown; type?: unknown }) | undefined;

const stackOf = (error: Error | undefined): string | undefined => error?.stack && redacted(error.stack);

const asText: Format = (level, args, { mod }) => {
	const context = Object.values(currentContext()).filter(Boolean);
	const head = `${new Date().toISOString().slice(11)} ${styleText(COLORS[level], level.toUpperCase().padEnd(5))} ${mod}`;
	const stack = stackOf(errorOf(args));
	return [`${head}: ${messageOf(args)}${context.length ? ` [${context.join(" ")}]` : ""}${stack ? `\n${stack}` : ""}`];
};

const asJson: Format = (level, args, { nodeID, mod }) => {
	const error = errorOf(args);
	return [
		JSON.stringify({
			time: new Date().toISOString(),
			level,
			node: nodeID,
			module: mod,
			message: messageOf(args),
			...currentContext(),
			...(error ? { error: { name: error.name, code: error.code, type: error.type, stack: stackOf(error) } } : undefined),
		}),
	];
};

/** Moleculer modules whose info lines are hidden. */
const FRAMEWORK = ["broker", "registry", "discovery", "transit", "transporter", "middleware", "circuit-breaker", "tracer", "metrics"];

const levels = (level: LogLevel): Record<string, LogLevel> =>
	level === "info"
		? { ...Object.fromEntries(FRAMEWORK.map((name) => [name.toUpperCase(), "warn" as const])), "**": level }
		: { "**": level };

/** The broker's logger: one JSON object per line, or readable text. */
export const logger = (level: LogLevel, format: "json" | "text") => ({
	type: "Console",
	options: { level: levels(level), formatter: format === "json" ? asJson : asText },
});
