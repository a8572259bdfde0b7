import { useState } from "preact/hooks";
import type { Rebuild } from "../../../contracts/mypage.ts";
import type { Overview } from "../../../contracts/ops.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime } from "../../shared/format.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Region } from "../ui/region.tsx";
import { reloadOverview } from "./overview.ts";
import { texts } from "./status-texts.ts";

const Confirm = ({ onClose }: { onClose: () => void }) => {
	const t = texts.value.rebuild;
	const [word, setWord] = useState("");
	const command = useCommand(async (key) => {
		await post<Rebuild>("/v1/ops/mypage/rebuild", undefined, key);
		await reloadOverview();
	});
	return (
		<Dialog title={t.title} onClose={onClose}>
			<p>{t.explain}</p>
			<Field label={t.type(t.word)} value={word} onValue={setWord} autoComplete="off" />
			<ProblemNote problem={command.problem.value} />
			<CommandButton command={command} look="danger" isOff={word.trim() !== t.word} onDone={onClose}>
				{t.start}
			</CommandButton>
		</Dialog>
	);
};

const Progress = ({ rebuilding }: { rebuilding: Overview["mypage"]["rebuilding"] }) => {
	const t = texts.value.rebuild;
	if (!rebuilding) return <p class="muted">{t.never}</p>;
	const { done, finishedAt, of, running } = rebuilding;
	if (!running) return <p class="muted">{finishedAt ? t.finished(dayAndTime(finishedAt)) : t.running(done, of)}</p>;
	return (
		<div class="stack">
			<progress value={done} max={Math.max(of, 1)} aria-label={t.progress} />
			<p role="status">{t.running(done, of)}</p>
		</div>
	);
};

export const RebuildRegion = ({ overview }: { overview: Overview }) => {
	const t = texts.value.rebuild;
	const [isOpen, setIsOpen] = useState(false);
	return (
		<Region title={t.title}>
			<Progress rebuilding={overview.mypage.rebuilding} />
			<Button onPress={() => setIsOpen(true)} isOff={overview.mypage.rebuilding?.running ?? false}>
				{t.open}
			</Button>
			{isOpen && <Confirm onClose={() => setIsOpen(false)} />}
		</Region>
	);
};
