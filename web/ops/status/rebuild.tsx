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
import { lookAgain } from "./snapshots.ts";
import { texts } from "./status-texts.ts";

const Confirm = ({ onClose }: { onClose: () => void }) => {
	const said = texts.value.rebuild;
	const [word, setWord] = useState("");
	const command = useCommand(async (key) => {
		await post<Rebuild>("/v1/ops/mypage/rebuild", undefined, key);
		await lookAgain();
	});
	return (
		<Dialog title={said.title} onClose={onClose}>
			<p>{said.explain}</p>
			<Field label={said.type(said.word)} value={word} onValue={setWord} autoComplete="off" />
			<ProblemNote problem={command.problem.value} />
			<CommandButton command={command} look="danger" isOff={word.trim() !== said.word} onDone={onClose}>
				{said.start}
			</CommandButton>
		</Dialog>
	);
};

const Progress = ({ rebuilding }: { rebuilding: Overview["mypage"]["rebuilding"] }) => {
	const said = texts.value.rebuild;
	if (!rebuilding) return <p class="muted">{said.never}</p>;
	const { done, finishedAt, of, running } = rebuilding;
	if (!running) return <p class="muted">{finishedAt ? said.finished(dayAndTime(finishedAt)) : said.running(done, of)}</p>;
	return (
		<div class="stack">
			<progress value={done} max={Math.max(of, 1)} aria-label={said.progress} />
			<p role="status">{said.running(done, of)}</p>
		</div>
	);
};

export const RebuildRegion = ({ overview }: { overview: Overview }) => {
	const said = texts.value.rebuild;
	const [isAsked, setIsAsked] = useState(false);
	return (
		<Region title={said.title}>
			<Progress rebuilding={overview.mypage.rebuilding} />
			<Button onPress={() => setIsAsked(true)} isOff={overview.mypage.rebuilding?.running ?? false}>
				{said.open}
			</Button>
			{isAsked && <Confirm onClose={() => setIsAsked(false)} />}
		</Region>
	);
};
