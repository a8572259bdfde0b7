import { computed, type Signal, signal } from "@preact/signals";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { Command } from "../../shared/command.ts";
import { COLUMNS, type Column, type CommandName, MODES, placeOf, sorted } from "../board/board.ts";
import { columnOf } from "../board/cancelled-tickets.ts";
import type { Feed } from "../board/feed.ts";
import { REQUESTS, tickLine } from "../board/requests.ts";
import { Undo } from "../board/undo.ts";
import type { Tiles } from "../keyboard/navigation.ts";
import { texts } from "../texts.ts";

/** Commands that need input from a dialog. */
type DialogCommand = "reject" | "failDelivery" | "takePayment" | "assign";

type OrderDialog = DialogCommand | "block";
type StoreDialog = "stock" | "keys" | "settings" | "hours" | "closing" | "blocks";
export type DeskDialog = { kind: OrderDialog; order: StoreOrder } | { kind: StoreDialog; order?: undefined };

const needsDialog = (name: CommandName): name is DialogCommand => MODES[name] === "dialog";

/** The state of a board in use: shown orders, commands being sent, the open dialog, and the command that can be undone. */
export class Desk {
	readonly feed: Feed;
	readonly undo = new Undo();
	readonly dialog: Signal<DeskDialog | undefined> = signal(undefined);
	/** The order whose ticket is being printed. */
	readonly printing: Signal<StoreOrder | undefined> = signal(undefined);
	/** The tile to focus as soon as it is shown. */
	readonly nextFocus: Signal<string | undefined> = signal(undefined);
	readonly tab: Signal<Column | "more"> = signal("new");
	#sending: Signal<ReadonlySet<string>> = signal(new Set());
	#commands = new Map<string, Command<[string]>>();

	constructor(feed: Feed) {
		this.feed = feed;
	}

	/** Without orders whose command is being sent or can still be undone. */
	readonly shown = computed(() =>
		[...this.feed.orders.value.values()].filter(({ id }) => id !== this.undo.pending.value?.orderId && !this.#sending.value.has(id)),
	);

	readonly columns = computed(() => {
		const columns: Record<Column, StoreOrder[]> = { new: [], make: [], shelf: [] };
		for (const order of this.shown.value) {
			const column = columnOf(this.feed.lastColumns.value, order);
			if (column) columns[column].push(order);
		}
		for (const column of COLUMNS) columns[column] = sorted(column, columns[column]);
		return columns;
	});

	/** Scheduled orders whose tickets are not in the queue yet, the next one first. */
	readonly later = computed(() =>
		this.shown.value
			.filter((order) => placeOf(order) === "later")
			.sort((one, other) => ((one.queuedAt ?? "") < (other.queuedAt ?? "") ? -1 : 1)),
	);

	readonly tiles = computed<Tiles>(() => COLUMNS.map((column) => this.columns.value[column].map(({ id }) => id)));

	readonly unanswered = computed(() => this.shown.value.filter((order) => placeOf(order) === "new").length);

	commandOf(orderId: string, name: CommandName): Command<[string]> {
		const known = this.#commands.get(`${orderId} ${name}`);
		if (known) return known;
		const command = new Command<[string]>(async (key, input) => {
			const order = this.feed.orders.peek().get(orderId);
			if (order && name !== "dismiss") await REQUESTS[name](this.feed, order, key, input);
		});
		this.#commands.set(`${orderId} ${name}`, command);
		return command;
	}

	/** Runs a command by button or by key, as its mode requires. */
	press(name: CommandName, order: StoreOrder): void {
		this.undo.flush();
		const mode = MODES[name];
		if (mode === "local") this.feed.dismiss(order.id);
		else if (needsDialog(name)) this.#openDialog(name, order);
		else if (mode === "immediate") void this.send(name, order.id);
		else
			this.undo.hold({ orderId: order.id, label: texts.value.undoable(order.number, name), send: () => this.#sendHidden(name, order.id) });
	}

	/** Clears the last rejection, which would otherwise show in the new dialog. */
	#openDialog(kind: DialogCommand, order: StoreOrder): void {
		const command = this.commandOf(order.id, kind);
		if (command.problem.peek()?.isRetryable === false) command.reset();
		this.dialog.value = { kind, order };
	}

	/** Returns whether the command succeeded. */
	async send(name: CommandName, orderId: string, input = ""): Promise<boolean> {
		const command = this.commandOf(orderId, name);
		const isDone = await command.run(input);
		if (!isDone && command.problem.value?.isRetryable === false) this.feed.reload();
		return isDone;
	}

	/** Records how many units of a line are made. If that fails, the board shows what is recorded. */
	async tick(order: StoreOrder, line: number, made: number): Promise<void> {
		await tickLine(this.feed, order, line, made).catch(() => this.feed.reload());
	}

	undoLast(): void {
		this.nextFocus.value = this.undo.undo();
	}

	/** Keeps the tile hidden while the command is sent. */
	async #sendHidden(name: CommandName, orderId: string): Promise<void> {
		this.#sending.value = new Set([...this.#sending.value, orderId]);
		await this.send(name, orderId);
		this.#sending.value = new Set([...this.#sending.value].filter((id) => id !== orderId));
	}
}
