import { computed, type Signal, signal } from "@preact/signals";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { Command } from "../../shared/command.ts";
import { ACTS } from "../board/acts.ts";
import { COLUMNS, type Column, type CommandName, placeOf, sorted, WAYS } from "../board/board.ts";
import { standsIn } from "../board/cancelled-tickets.ts";
import type { Feed } from "../board/feed.ts";
import { Undo } from "../board/undo.ts";
import type { Tiles } from "../keyboard/moving.ts";
import { texts } from "../texts.ts";

/** What has to be known before it can be sent. */
type Question = "reject" | "giveUp" | "takeMoney" | "assign";

export type Asking = { what: Question; order: StoreOrder } | { what: "stock" | "keys" | "settings"; order?: undefined };

const asks = (name: CommandName): name is Question => WAYS[name] === "asks";

/** Who works at the board: what is in hand, what is asked, what waits to be taken back. */
export class Desk {
	readonly feed: Feed;
	readonly undo = new Undo();
	readonly asking: Signal<Asking | undefined> = signal(undefined);
	/** The tile that is to have the focus next. */
	readonly wanted: Signal<string | undefined> = signal(undefined);
	readonly tab: Signal<Column | "more"> = signal("new");
	#sending: Signal<ReadonlySet<string>> = signal(new Set());
	#commands = new Map<string, Command<[string]>>();

	constructor(feed: Feed) {
		this.feed = feed;
	}

	/** Without those that are as good as done. */
	readonly shown = computed(() =>
		[...this.feed.orders.value.values()].filter(({ id }) => id !== this.undo.waiting.value?.orderId && !this.#sending.value.has(id)),
	);

	readonly columns = computed(() => {
		const columns: Record<Column, StoreOrder[]> = { new: [], make: [], shelf: [] };
		for (const order of this.shown.value) {
			const column = standsIn(this.feed.seen.value, order);
			if (column) columns[column].push(order);
		}
		for (const column of COLUMNS) columns[column] = sorted(column, columns[column]);
		return columns;
	});

	readonly tiles = computed<Tiles>(() => COLUMNS.map((column) => this.columns.value[column].map(({ id }) => id)));

	readonly unanswered = computed(() => this.shown.value.filter((order) => placeOf(order) === "new").length);

	commandOf(orderId: string, name: CommandName): Command<[string]> {
		const known = this.#commands.get(`${orderId} ${name}`);
		if (known) return known;
		const command = new Command<[string]>(async (key, given) => {
			const order = this.feed.orders.peek().get(orderId);
			if (order && name !== "see") await ACTS[name](this.feed, order, key, given);
		});
		this.#commands.set(`${orderId} ${name}`, command);
		return command;
	}

	/** However it was asked for: by a finger or by a key. */
	press(name: CommandName, order: StoreOrder): void {
		this.undo.flush();
		const way = WAYS[name];
		if (way === "here") this.feed.see(order.id);
		else if (asks(name)) this.#ask(name, order);
		else if (way === "now") void this.send(name, order.id);
		else this.undo.hold({ orderId: order.id, what: texts.value.undoable(order.number, name), send: () => this.#sendAway(name, order.id) });
	}

	/** What was refused the last time is no news. */
	#ask(what: Question, order: StoreOrder): void {
		const command = this.commandOf(order.id, what);
		if (command.problem.peek()?.isRetryable === false) command.reset();
		this.asking.value = { what, order };
	}

	/** Whether it was done. */
	async send(name: CommandName, orderId: string, given = ""): Promise<boolean> {
		const command = this.commandOf(orderId, name);
		const isDone = await command.run(given);
		if (!isDone && command.problem.value?.isRetryable === false) this.feed.again();
		return isDone;
	}

	takeBack(): void {
		this.wanted.value = this.undo.undo();
	}

	/** Its tile does not come back for the moment that it takes. */
	async #sendAway(name: CommandName, orderId: string): Promise<void> {
		this.#sending.value = new Set([...this.#sending.value, orderId]);
		await this.send(name, orderId);
		this.#sending.value = new Set([...this.#sending.value].filter((id) => id !== orderId));
	}
}
