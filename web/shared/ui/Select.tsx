import { useId } from "preact/hooks";

interface SelectProps {
	label: string;
	value: string | undefined;
	options: { value: string; label: string; isOff?: boolean }[];
	onValue: (value: string) => void;
}

/** One of many options. For a few, see Choice. */
export const Select = ({ label, onValue, options, value }: SelectProps) => {
	const id = useId();
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<select id={id} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
				{options.map((option) => (
					<option key={option.value} value={option.value} disabled={option.isOff}>
						{option.label}
					</option>
				))}
			</select>
		</div>
	);
};
