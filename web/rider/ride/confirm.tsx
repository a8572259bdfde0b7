import { useEffect, useRef, useState } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import { post } from "../../shared/api.ts";
import { now } from "../../shared/clock.ts";
import { type Command, useCommand } from "../../shared/command.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Jobs } from "../jobs/jobs.ts";
import { obstacle, PIN_DIGITS } from "../jobs/rider-commands.ts";
import { sendLocation } from "../shift.tsx";
import { texts } from "../texts.ts";
import { Fail } from "./fail.tsx";

interface PinProps {
	pin: string;
	onPin: (pin: string) => void;
	onEnter: () => void;
	triesLeft: number;
	command: Command;
}

const Pin = ({ command, onEnter, onPin, pin, triesLeft }: PinProps) => {
	const t = texts.value;
	const problem = command.problem.value;
	const left = Math.min(problem?.triesLeft ?? triesLeft, triesLeft);
	const wrong = problem?.code === "wrong_pin" ? t.wrongPin(left) : undefined;
	return (
		<Form look="pin" onSend={onEnter}>
			<Field
				label={`${t.pin} · ${t.triesLeft(left)}`}
				value={pin}
				onValue={(value) => onPin(value.replace(/\D/g, "").slice(0, PIN_DIGITS))}
				inputMode="numeric"
				autoComplete="off"
				maxLength={PIN_DIGITS}
				wrong={wrong}
				takesFocus
			/>
		</Form>
	);
};

/** A new PIN makes the error of the last one obsolete. */
const useUnlocked = ({ triesLeft }: Delivery, command: Command): void => {
	const before = useRef(triesLeft);
	useEffect(() => {
		if (triesLeft > before.current) command.reset();
		before.current = triesLeft;
	}, [triesLeft, command]);
};

/** Hands the order over against the PIN that only the customer knows. */
export const Confirm = ({ job, jobs }: { job: Delivery; jobs: Jobs }) => {
	const [pin, setPin] = useState("");
	const t = texts.value;
	const confirm = useCommand((key) =>
		jobs.finish(job.orderId, async () => {
			setPin("");
			const { body } = await post<Delivery>(`/v1/deliveries/${job.orderId}/confirm`, { pin }, key).catch((problem) => {
				void jobs.list.load(); // the tries that are left
				throw problem;
			});
			jobs.update(body);
			jobs.done.value = body.number ?? "";
			void sendLocation();
		}),
	);
	useUnlocked(job, confirm);
	const blocker = obstacle(job, { isChecked: true, pin, now: now.value });
	const problem = confirm.problem.value;
	return (
		<>
			{blocker === "locked" ? (
				<Banner tone="danger" isUrgent>
					{t.locked}
				</Banner>
			) : (
				<Pin
					command={confirm}
					pin={pin}
					onPin={setPin}
					onEnter={() => void (blocker === undefined && confirm.run())}
					triesLeft={job.triesLeft}
				/>
			)}
			<ProblemNote problem={problem?.code === "wrong_pin" || problem?.code === "pin_locked" ? undefined : problem} />
			<div class="commands">
				<Fail job={job} jobs={jobs} />
				<CommandButton command={confirm} look="main" isOff={blocker !== undefined}>
					{t.confirm}
				</CommandButton>
			</div>
		</>
	);
};
