import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Rider } from "../../contracts/rider.ts";
import { patch } from "../shared/api.ts";
import { useCommand } from "../shared/command.ts";
import { listen } from "../shared/live.ts";
import type { Problem } from "../shared/problem.ts";
import { CommandButton } from "../shared/ui/Button.tsx";
import { ProblemNote } from "../shared/ui/ProblemNote.tsx";
import { locate, place } from "./place/place.ts";
import { texts } from "./texts.ts";

const AGAIN_MS = 5_000;

export const rider = signal<Rider | undefined>(undefined);
export const shiftProblem = signal<Problem | undefined>(undefined);

const say = async (change: Partial<Pick<Rider, "onShift" | "lat" | "lng">>): Promise<void> => {
	rider.value = (await patch<Rider>("/v1/riders/me", change)).body;
	shiftProblem.value = undefined;
};

/** Nothing said is all that is to be read: there is no other way to ask. */
const ask = (): Promise<void> =>
	say({}).catch((problem: Problem) => {
		shiftProblem.value = problem;
	});

/** For whoever gives out the next job to the nearest; it may be unheard. */
export const sayPlace = async (): Promise<void> => {
	if (!place.value) return;
	const { lat, lng } = place.value;
	await say({ lat, lng }).catch(() => undefined);
};

export function useShift(): void {
	useEffect(() => {
		rider.value = undefined;
		void ask();
		const timer = setInterval(() => rider.value ?? ask(), AGAIN_MS);
		const stopHearing = listen(({ type }) => void (type === "opened" && ask()));
		return () => {
			clearInterval(timer);
			stopHearing();
		};
	}, []);
}

export const StartShift = () => {
	const start = useCommand(async () => {
		const found = await locate();
		await say({ onShift: true, ...(found ? { lat: found.lat, lng: found.lng } : undefined) });
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
	const end = useCommand(() => say({ onShift: false }));
	return (
		<>
			<CommandButton command={end}>{texts.value.endShift}</CommandButton>
			<ProblemNote problem={end.problem.value} />
		</>
	);
};
