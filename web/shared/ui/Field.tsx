import { useEffect, useId, useRef } from "preact/hooks";

interface FieldProps {
	label: string;
	value: string;
	onValue: (value: string) => void;
	type?: "text" | "tel" | "password" | "number" | "search" | "date" | "time" | "datetime-local";
	inputMode?: "text" | "numeric" | "decimal";
	autoComplete?: string;
	maxLength?: number;
	id?: string;
	/** The validation error. `takesFocus` marks the first invalid field of a form. */
	wrong?: string | undefined;
	takesFocus?: boolean;
}

export const Field = ({ id: given, label, onValue, takesFocus, type, value, wrong, ...input }: FieldProps) => {
	const own = useId();
	const id = given ?? own;
	const element = useRef<HTMLInputElement>(null);
	useEffect(() => {
		if (wrong && takesFocus) element.current?.focus();
	}, [wrong, takesFocus]);
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<input
				{...input}
				type={type as "text"} // Preact has one props type per input type; one of them fits all
				id={id}
				ref={element}
				value={value}
				aria-invalid={wrong ? true : undefined}
				aria-describedby={wrong ? `${id}-wrong` : undefined}
				onInput={({ currentTarget }) => onValue(currentTarget.value)}
			/>
			{wrong && (
				<p class="wrong" id={`${id}-wrong`}>
					{wrong}
				</p>
			)}
		</div>
	);
};
