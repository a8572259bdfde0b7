interface TabsProps<Value extends string> {
	label: string;
	tabs: readonly { value: Value; label: string }[];
	value: Value;
	onValue: (value: Value) => void;
}

/** Each tab controls the panel with the id `panel-<value>`. */
export const Tabs = <Value extends string>({ label, onValue, tabs, value }: TabsProps<Value>) => {
	const move = (by: number) => {
		const index = tabs.findIndex((tab) => tab.value === value);
		const next = tabs[(index + by + tabs.length) % tabs.length]!;
		onValue(next.value);
		document.getElementById(`tab-${next.value}`)?.focus();
	};
	return (
		<div class="tabs" role="tablist" aria-label={label}>
			{tabs.map((tab) => (
				<button
					type="button"
					class="button"
					role="tab"
					key={tab.value}
					id={`tab-${tab.value}`}
					aria-selected={tab.value === value}
					aria-controls={`panel-${tab.value}`}
					tabIndex={tab.value === value ? 0 : -1}
					onClick={() => onValue(tab.value)}
					onKeyDown={({ key }) => {
						if (key === "ArrowRight") move(1);
						if (key === "ArrowLeft") move(-1);
					}}
				>
					{tab.label}
				</button>
			))}
		</div>
	);
};
