import { useState } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { reasons } from "../../shared/order/reasons.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Jobs } from "../jobs/jobs.ts";
import { texts } from "../texts.ts";

const REASONS = ["recipient_absent", "wrong_address", "refused_by_recipient", "accident", "other"] as const;
type Reason = (typeof REASONS)[number];

interface FailProps {
	job: Delivery;
	jobs: Jobs;
}

const FailDialog = ({ job, jobs, onClose }: FailProps & { onClose: () => void }) => {
	const t = texts.value;
	const [reason, setReason] = useState<Reason>();
	const [otherReason, setOtherReason] = useState("");
	const sentReason = reason === "other" ? otherReason.trim() : reason;
	const fail = useCommand((key) =>
		jobs.finish(job.orderId, async () =>
			jobs.update((await post<Delivery>(`/v1/deliveries/${job.orderId}/fail`, { reason: sentReason }, key)).body),
		),
	);
	const choices = REASONS.map((value) => ({ value, label: value === "other" ? t.other : reasons.value[value] }));
	return (
		<Dialog title={t.failTitle} onClose={onClose}>
			<p>{t.failHint}</p>
			<Choice legend={t.failReason} options={choices} value={reason} onValue={setReason} />
			{reason === "other" && <Field label={t.failOther} value={otherReason} onValue={setOtherReason} maxLength={500} />}
			<ProblemNote problem={fail.problem.value} />
			<CommandButton command={fail} look="danger" isOff={!sentReason}>
				{t.failNow}
			</CommandButton>
		</Dialog>
	);
};

/** Asks for a reason and confirmation, because it cancels the order. No reason is chosen beforehand. */
export const Fail = (props: FailProps) => {
	const [isOpen, setIsOpen] = useState(false);
	return (
		<>
			<Button onPress={() => setIsOpen(true)}>{texts.value.fail}</Button>
			{isOpen && <FailDialog {...props} onClose={() => setIsOpen(false)} />}
		</>
	);
};
