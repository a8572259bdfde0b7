import { useState } from "preact/hooks";
import type { MenuItem } from "../../../contracts/menu/items.ts";
import type { StockItem } from "../../../contracts/stock.ts";
import { put } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { texts } from "../texts.ts";
import type { Desk } from "./desk.ts";
import { deskTexts } from "./desk-texts.ts";
import { OptionsSoldOut } from "./options-sold-out.tsx";

/** Sets the stock of each product on the menu. */
export const StockDialog = ({ desk, onClose }: { desk: Desk; onClose: () => void }) => {
	const counts = new Map((desk.feed.stock.value.value?.items ?? []).map((item) => [item.productId, item]));
	return (
		<Dialog title={texts.value.stock} onClose={onClose}>
			<ul class="stack">
				{(desk.feed.menu.value.value?.items ?? []).map((item) => (
					<StockRow key={item.productId} desk={desk} item={item} count={counts.get(item.productId)} />
				))}
			</ul>
			<OptionsSoldOut desk={desk} />
			<ProblemNote problem={desk.feed.menu.problem.value ?? desk.feed.stock.problem.value} />
		</Dialog>
	);
};

const StockRow = ({ count, desk, item }: { desk: Desk; item: MenuItem; count: StockItem | undefined }) => {
	const [typed, setTyped] = useState<string>();
	const name = inLanguage(item.name);
	const value = typed ?? String(count?.onHand ?? "");
	const command = useCommand(async (_, onHand: number) => {
		await put(`/v1/stores/${desk.feed.storeId}/stock/${item.productId}`, { onHand });
		await desk.feed.stock.load();
		setTyped(undefined);
	});
	const save = (onHand: number) => void command.run(onHand);
	return (
		<li>
			<Form look="stock-row" onSend={() => value !== "" && save(Number(value))}>
				<Field
					label={`${name} · ${deskTexts.value.onHand}`}
					value={value}
					onValue={(text) => setTyped(text.replace(/\D/g, ""))}
					inputMode="numeric"
					maxLength={7}
					wrong={command.problem.value?.of("onHand")}
				/>
				<Button
					label={`${name} ${deskTexts.value.save}`}
					isOff={typed === undefined || value === "" || command.isSending.value}
					onPress={() => save(Number(value))}
				>
					{deskTexts.value.save}
				</Button>
				<Button
					label={`${name} ${deskTexts.value.setSoldOut}`}
					isOff={count?.onHand === 0 || command.isSending.value}
					onPress={() => save(0)}
				>
					{deskTexts.value.setSoldOut}
				</Button>
				<p class="stock-state small" role="status">
					<StockState count={count} />
				</p>
			</Form>
			<ProblemNote problem={command.problem.value} />
		</li>
	);
};

const StockState = ({ count }: { count: StockItem | undefined }) => {
	if (!count) return <span class="muted">{deskTexts.value.uncounted}</span>;
	if (count.available === 0) return <StatusWord tone="danger">{texts.value.soldOut}</StatusWord>;
	return count.reserved > 0 ? <span class="muted">{deskTexts.value.reserved(count.reserved)}</span> : null;
};
