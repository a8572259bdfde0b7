import { Button } from "./Button.tsx";

interface StepperProps {
	what: string;
	value: number;
	most?: number;
	onValue: (value: number) => void;
}

export const Stepper = ({ most = 100, onValue, value, what }: StepperProps) => (
	<fieldset class="stepper choice" aria-label={what}>
		<Button label={`${what} −1`} isOff={value === 0} onPress={() => onValue(value - 1)}>
			−
		</Button>
		<output aria-live="polite">{value}</output>
		<Button label={`${what} +1`} isOff={value >= most} onPress={() => onValue(value + 1)}>
			+
		</Button>
	</fieldset>
);
