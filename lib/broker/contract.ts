import type { ActionSchema, CallingOptions, Context, Service, ServiceSchema } from "moleculer";
import type { Action, Callable, Contract, Input, NamedAction, Output } from "../../contracts/notation/contract.ts";
import type { Caller, CallMeta } from "./guard.ts";
import { defaultsOf, paramsOf } from "./params.ts";

/** A context as methods pass it on. */
export type Ctx = Context<unknown, CallMeta>;

/** Guards that require a caller guarantee `caller`. Services that call such an action pass their own caller on. */
type Meta<Of extends Action> = Of["guard"] extends "anyone" | "internal" ? CallMeta : CallMeta & { caller: Caller };
type Handler<Of extends Action, This> = (this: This, ctx: Context<Input<Of>, Meta<Of>>) => Promise<Output<Of>>;
/** Action options that are not part of the contract, such as `bulkhead` and `timeout`. */
type Options = Omit<ActionSchema, keyof Action | "name" | "params" | "handler">;

/** A Moleculer service that implements exactly the actions of its contract. */
export type Implements<Of extends Contract, Methods = object, This = Service<object> & Methods> = Omit<
	ServiceSchema<object, Methods, object>,
	"actions"
> & {
	actions: { [Name in keyof Of]: Handler<Of[Name], This> | (Options & { handler: Handler<Of[Name], This> }) };
};

const schemaOf = ({ guard, input, ofStore, reserved }: NamedAction): ActionSchema => {
	const defaults = defaultsOf(input);
	/** Works on a copy: a caller in the same process keeps its own object. */
	const fillIn = (ctx: Context<Record<string, unknown>>): void => {
		const params = { ...ctx.params };
		for (const [name, value] of defaults) params[name] ??= value;
		ctx.params = params;
	};
	return {
		guard,
		params: paramsOf(input),
		...(ofStore ? { ofStore } : undefined),
		...(reserved ? { reserved } : undefined),
		...(defaults.length > 0 ? { hooks: { before: fillIn } } : undefined),
	} as ActionSchema;
};

/** Adds the guards and validation that a contract declares. A service without them does not start. */
export const contracted = (contract: Contract): Partial<ServiceSchema> => ({
	actions: Object.fromEntries(Object.entries(contract).map(([name, action]) => [name, schemaOf(action)])),
});

interface CanCall {
	call(action: string, params: object, options?: CallingOptions): Promise<unknown>;
}

/** Calls an action of another service from a context, which passes its meta on, or from the broker. */
export const call = <In extends object, Out>(from: CanCall, action: Callable<In, Out>, params: NoInfer<In>, options?: CallingOptions) =>
	from.call(action.name, params, options) as Promise<Out>;
