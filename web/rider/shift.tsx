import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Rider } from "../../contracts/rider.ts";
import { patch } from "../shared/api.ts";
import { useCommand } from "../shared/command.ts";
import { listen } from "../shared/live.ts";
import type { Problem } from "../shared/problem.ts";
import { CommandButton } from "../shared/ui/Button.tsx";
import { ProblemNote } from "../shared/ui/ProblemNote.tsx";
import { locate, position } from "./location/location.ts";
import { texts } from "./texts.ts";

const RETRY_MS = 5_000;

export const rider = signal<Rider | undefined>(undefined);
export const shiftProblem = signal<Problem | undefined>(undefined);

const updateRider = async (change: Partial<Pick<Rider, "onShift" | "lat" | "lng">>): Promise<void> => {
	rider.value = (await patch<Rider>("/v1/riders/me", change)).body;
	shiftProblem.value = undefined;
};

/** Reads the rider by an empty update, because there is no GET for it. */
const loadRider = (): Promise<void> =>
	updateRider({}).catch((problem: Problem) => {
		shiftProblem.value = problem;
	});

/** Lets the dispatcher find the nearest rider. A failure is ignored, because the location is only a hint. */
export const sendLocation = async (): Promise<void> => {
	if (!position.value) return;
	const { lat, lng } = position.value;
	await updateRider({ lat, lng }).catch(() => undefined);
};

export function useShift(): void {
	useEffect(() => {
		rider.value = undefined;
		void loadRider();
		const timer = setInterval(() => rider.value ?? loadRider(), RETRY_MS);
		const stopListening = listen(({ type }) => void (type === "opened" && loadRider()));
		return () => {
			clearInterval(timer);
			stopListening();
		};
	}, []);
}

export const StartShift = () => {
	const start = useCommand(async () => {
		const found = await locate();
		await updateRider({ onShift: true, ...(found ? { lat: found.lat, lng: found.lng } : undefined) });
	});
	return (
		<>
			<ProblemNote problem={start.problem.value} />
			<CommandButton command={start} look="main" wide>
				{texts.value.startShift}
			</CommandButton>
		</>
	);
};

export const EndShift = () => {
	const end = useCommand(() => updateRider({ onShift: false }));
	return (
		<>
			<CommandButton command={end}>{texts.value.endShift}</CommandButton>
			<ProblemNote problem={end.problem.value} />
		</>
	);
};
