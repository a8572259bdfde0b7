import { Button } from "./Button.tsx";

interface StepperProps {
	label: string;
	value: number;
	min?: number;
	max?: number;
	onValue: (value: number) => void;
}

export const Stepper = ({ label, max = 100, min = 0, onValue, value }: StepperProps) => (
	<fieldset class="stepper choice" aria-label={label}>
		<Button label={`${label} −1`} isOff={value <= min} onPress={() => onValue(value - 1)}>
			−
		</Button>
		<output aria-live="polite">{value}</output>
		<Button label={`${label} +1`} isOff={value >= max} onPress={() => onValue(value + 1)}>
			+
		</Button>
	</fieldset>
);
