import { setTimeout as sleep } from "node:timers/promises";
import type { Context, Service, ServiceSchema } from "moleculer";
import type { MessageType } from "../contracts/catalogue/messages.ts";
import type { StoredDeadLetter } from "../contracts/inspection.ts";
import type { ObjectSchema } from "../contracts/notation/contract.ts";
import { type ActorSpec, Actors, type Address, type Origin, type Subscriptions } from "../lib/actor/actor.ts";
import { removeOld } from "../lib/actor/removal.ts";
import type { Rules } from "../lib/actor/rules.ts";
import { countTransition } from "../lib/actor/transitions.metrics.ts";
import { Watermarks } from "../lib/actor/watermarks.ts";
import { isStaffOf } from "../lib/auth/caller.ts";
import type { Caller, CallMeta } from "../lib/broker/guard.ts";
import { withMessageContext } from "../lib/broker/request-context.ts";
import { config } from "../lib/config/config.ts";
import { decodeCursor, encodeCursor, type PageParams } from "../lib/domain/cursor.ts";
import { NotFound, Refusal, StaleVersion } from "../lib/domain/refusal.ts";
import { showDeadLetters, storeDeadLetter } from "../lib/messaging/dead-letters.ts";
import type { Message } from "../lib/messaging/message.ts";
import { poisonGuardIn } from "../lib/messaging/poison-guard.ts";
import type { ActorDocument, ActorStore, Query } from "../lib/storage/actor-store.ts";
import { DbService } from "../lib/storage/db-service.ts";
import { openAdapter, type StoreAdapter } from "../lib/storage/open.ts";
import { deadLetterActions, oldDeadLetters, type Subscriber } from "./dead-letters.ts";
import { inspection } from "./inspection.ts";
import { type Retention, retention, watermarkDays } from "./retention.ts";

type Call = Context<unknown, CallMeta>;

export interface ActorOptions<State, Command extends { type: string }, Type extends MessageType = MessageType> {
	/** Name of the actor and its collection. A folder with several actors has one service for each. */
	name: string;
	rules: Rules<State, Command, Type>;
	/** The messages of the actor's contract. */
	messages?: Record<Type, ObjectSchema>;
	/** `scan` and `many` return the complete state instead of the snapshot. */
	isInspectedWhole?: boolean;
	/** Maps messages to commands and their target actors; `this` is the service. */
	subscriptions?: Subscriptions<Command> & ThisType<ActorService<State, Command>>;
	effects?: ActorSpec<State, Command>["effects"] & ThisType<ActorService<State, Command>>;
	/** Called after every write; `this` is the service. */
	onCommit?: (this: never, before: State | null, after: State) => void;
	unboundedSenders?: boolean;
	/** The actor is created by a message that may not have arrived yet, so callers other than customers are retried briefly. */
	createdByMessage?: boolean;
	/** Removes an actor so many days after its id was created, if it is over and waits for nothing. */
	retention?: { days: () => number; isOver?: (state: State) => boolean };
	/** Indexed fields of the state, for lists. */
	indexes?: Record<string, string[]>;
	/** Whether an external caller may read this actor. If not, it is reported as not found. */
	canRead?(caller: Caller | undefined, state: State): boolean;
}

/** Members that the mixin adds to a service. */
export interface ActorService<State, Command> {
	documents: ActorStore<State>;
	/** Sends a command to an existing actor. A refusal throws. */
	send(id: string, command: Command, ctx?: Call): Promise<ActorDocument<State>>;
	/** Sends a command to an actor that may not exist yet. A refusal throws. */
	create(id: string, command: Command, ctx?: Call): Promise<ActorDocument<State>>;
	read(id: string, ctx?: Call): Promise<ActorDocument<State>>;
	list<Item>(
		query: Omit<Query, "limit" | "after">,
		params: PageParams,
		show: (document: ActorDocument<State>) => Item,
	): Promise<Page<Item>>;
	broker: Service["broker"];
	logger: Service["logger"];
}

export interface Page<Item> {
	items: Item[];
	nextCursor: string | null;
}

export type ActorMethods<State, Command> = Omit<ActorService<State, Command>, "broker" | "logger">;

interface Inside<State, Command extends { type: string }> extends ActorService<State, Command>, Subscriber, Retention {
	name: string;
	adapter: StoreAdapter;
	actors: Actors<State, Command>;
	openCollections(): Promise<void>;
	permit(ctx: Call | undefined, document: ActorDocument<State> | null): void;
	origin(ctx: Call | undefined, mayCreate: boolean): Origin<State>;
}

/** Binds the functions of a table to the service. */
const bound = <Table extends object>(table: Table | undefined, service: object): Table | undefined =>
	table && (Object.fromEntries(Object.entries(table).map(([name, handle]) => [name, handle.bind(service)])) as Table);

/** Turns an actor's rules into a Moleculer service with storage, messages and timers. */
export function actor<State extends object, Command extends { type: string }, Type extends MessageType = MessageType>(
	options: ActorOptions<State, Command, Type>,
): Partial<ServiceSchema> {
	const { name, indexes, messages, subscriptions, unboundedSenders, canRead } = options;
	const rules = options.rules as unknown as Rules<State, Command>;
	const schema = {
		mixins: [retention, DbService],
		metadata: { actor: name, subscriptions: Object.keys(subscriptions ?? {}) },
		actions: {
			...inspection<State>(rules, options.isInspectedWhole ? undefined : messages && Object.values<ObjectSchema>(messages)[0]),
			...deadLetterActions,
		},

		merged(merged: { adapter?: StoreAdapter; name: string }) {
			merged.adapter = openAdapter(config.storeUrl(merged.name));
		},

		async started(this: Inside<State, Command>) {
			await this.openCollections();
			const heard = `${name}_heard`;
			const watermarks = unboundedSenders ? new Watermarks(await this.adapter.actorStore({ name: heard })) : undefined;
			if (watermarks) this.retained.push({ kind: heard, days: watermarkDays(), remove: (before) => watermarks.remove(before) });
			const { retention } = options;
			if (retention)
				this.retained.push({ kind: name, days: retention.days(), remove: (before) => removeOld(this.documents, before, retention.isOver) });
			const effects = bound(options.effects, this);
			const handlers = bound(subscriptions, this);
			const onCommit = (before: State | null, after: State) => {
				countTransition(name, before, after);
				options.onCommit?.call(this as never, before, after);
			};
			const spec = {
				name,
				rules,
				onCommit,
				...(messages ? { messages } : undefined),
				...(handlers ? { subscriptions: handlers } : undefined),
				...(effects ? { effects } : undefined),
			};
			this.actors = new Actors(spec, this.documents, this.broker.bus, this.logger, watermarks);
			await this.actors.start();
			if (!subscriptions) return;
			const deadLetters = await this.adapter.table<StoredDeadLetter>({ name: `${name}_dead_letters` });
			Object.assign(this, { deadLetters, handle: (message: Message) => this.actors.handle(message) });
			showDeadLetters(name, deadLetters);
			this.retained.push(oldDeadLetters(`${name}_dead_letters`, deadLetters, this.logger));
			await this.broker.bus.subscribe({
				group: name,
				types: Object.keys(subscriptions) as MessageType[],
				handler: withMessageContext((message) => this.handle(message), this.logger),
				deadLetter: (dead) => storeDeadLetter(deadLetters, dead),
				poisonGuard: poisonGuardIn(await this.adapter.table({ name: `${name}_suspects` })),
			});
		},

		async stopped(this: Inside<State, Command>) {
			await this.actors?.stop();
		},

		methods: {
			async openCollections(this: Inside<State, Command>) {
				this.documents = await this.adapter.actorStore({ name, ...(indexes ? { indexes } : undefined) });
			},

			send(this: Inside<State, Command>, id: string, command: Command, ctx?: Call) {
				return retryWhileEarly(() => this.actors.send(id, command, this.origin(ctx, false)), ctx);
			},

			create(this: Inside<State, Command>, id: string, command: Command, ctx?: Call) {
				return this.actors.send(id, command, this.origin(ctx, true));
			},

			read(this: Inside<State, Command>, id: string, ctx?: Call) {
				return retryWhileEarly(async () => {
					const document = await this.documents.load(id);
					this.permit(ctx, document);
					return document;
				}, ctx);
			},

			async list<Item>(this: Inside<State, Command>, query: Query, params: PageParams, show: (document: ActorDocument<State>) => Item) {
				const after = params.cursor === undefined ? undefined : decodeCursor(params.cursor);
				const found = await this.documents.list({ ...query, limit: params.limit + 1, ...(after === undefined ? undefined : { after }) });
				const items = found.slice(0, params.limit);
				return { items: items.map(show), nextCursor: found.length > items.length ? encodeCursor(items.at(-1)!._id) : null };
			},

			permit(this: Inside<State, Command>, ctx: Call | undefined, document: ActorDocument<State> | null) {
				if (!document) throw new NotFound(name, options.createdByMessage && !ctx?.meta.caller?.roles.includes("customer"));
				if (!ctx?.meta.outside) return;
				if (canRead && !canRead(ctx.meta.caller, document.state)) throw new NotFound(name);
				if (isForCustomer(ctx) && !isCustomerOf(ctx.meta.caller, document.state)) throw new NotFound(name);
				if (isForStaff(ctx) && !isStaffOf(ctx.meta.caller, storeOf(document))) throw new NotFound(name);
			},

			origin(this: Inside<State, Command>, ctx: Call | undefined, mayCreate: boolean): Origin<State> {
				return {
					request: ctx?.meta.requestId,
					permit: (document) => {
						if (document || !mayCreate) this.permit(ctx, document);
						if (!isMatch(ctx?.meta.ifMatch, document)) throw new StaleVersion(document?.version ?? 0);
					},
				};
			},
		},
	};
	return schema as unknown as Partial<ServiceSchema>;
}

/** RFC 9110, 13.1.1: no version matches what does not exist. */
const isMatch = (ifMatch: CallMeta["ifMatch"], document: ActorDocument | null): boolean =>
	ifMatch === undefined || (document !== null && (ifMatch === "*" || ifMatch === document.version));

/** Only for staff actions: elsewhere an order's customer may be staff of another store. */
const isForStaff = ({ action }: Call): boolean =>
	Array.isArray(action?.guard) && action.guard.every((role) => role === "staff" || role === "operator");

/** What only customers may do, such as paying, is for this one's customer, whatever other roles a caller has. */
const isForCustomer = ({ action }: Call): boolean =>
	Array.isArray(action?.guard) && action.guard.length > 0 && action.guard.every((role) => role === "customer");

const isCustomerOf = (caller: Caller | undefined, state: object): boolean => {
	const { customerId } = state as { customerId?: string };
	return customerId === undefined || customerId === caller?.accountId;
};

const storeOf = ({ _id, state }: ActorDocument): string => (state as { storeId?: string }).storeId ?? _id;

const EARLY_TIMEOUT = 1_000;
const RETRY_EVERY = 25;

/** Retries early refusals of external callers, who cannot know that their previous command caused a message that this one depends on. */
const retryWhileEarly = async <Result>(attempt: () => Promise<Result>, ctx: Call | undefined): Promise<Result> => {
	for (const until = Date.now() + EARLY_TIMEOUT; ; await sleep(RETRY_EVERY)) {
		try {
			return await attempt();
		} catch (error) {
			const mayChange = error instanceof Refusal && error.isEarly && ctx?.meta.outside;
			if (!mayChange || Date.now() > until) throw error;
		}
	}
};

export type { Address };
