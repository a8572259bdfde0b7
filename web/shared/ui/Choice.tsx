import { useId } from "preact/hooks";

interface ChoiceProps<Value extends string> {
	legend: string;
	options: readonly { value: Value; label: string; isOff?: boolean }[];
	/** Undefined until one is chosen. */
	value: Value | undefined;
	onValue: (value: Value) => void;
}

export const Choice = <Value extends string>({ legend, onValue, options, value }: ChoiceProps<Value>) => {
	const name = useId();
	return (
		<fieldset class="choice">
			<legend>{legend}</legend>
			{options.map((option) => (
				<label key={option.value}>
					<input type="radio" name={name} checked={option.value === value} disabled={option.isOff} onChange={() => onValue(option.value)} />
					{option.label}
				</label>
			))}
		</fieldset>
	);
};
