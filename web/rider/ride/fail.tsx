import { useState } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Jobs } from "../jobs/jobs.ts";
import { texts } from "../texts.ts";

type Reason = keyof typeof texts.value.failReasons;
interface FailProps {
	job: Delivery;
	jobs: Jobs;
}

const FailDialog = ({ job, jobs, onClose }: FailProps & { onClose: () => void }) => {
	const said = texts.value;
	const [reason, setReason] = useState<Reason>("absent");
	const [words, setWords] = useState("");
	const told = reason === "other" ? words.trim() : said.failReasons[reason];
	const fail = useCommand((key) =>
		jobs.letGo(job.orderId, async () =>
			jobs.learn((await post<Delivery>(`/v1/deliveries/${job.orderId}/fail`, { reason: told }, key)).body),
		),
	);
	const reasons = (Object.keys(said.failReasons) as Reason[]).map((value) => ({ value, label: said.failReasons[value] }));
	return (
		<Dialog title={said.failTitle} onClose={onClose}>
			<p>{said.failHint}</p>
			<Choice legend={said.failReason} options={reasons} value={reason} onValue={setReason} />
			{reason === "other" && <Field label={said.failOther} value={words} onValue={setWords} maxLength={500} />}
			<ProblemNote problem={fail.problem.value} />
			<CommandButton command={fail} look="danger" isOff={told === ""}>
				{said.failNow}
			</CommandButton>
		</Dialog>
	);
};

/** It ends the order, so it asks once more, and why. */
export const Fail = (props: FailProps) => {
	const [isAsked, setIsAsked] = useState(false);
	return (
		<>
			<Button onPress={() => setIsAsked(true)}>{texts.value.fail}</Button>
			{isAsked && <FailDialog {...props} onClose={() => setIsAsked(false)} />}
		</>
	);
};
