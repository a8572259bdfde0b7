import { effect, type Signal, signal } from "@preact/signals";

const read = <Value>(key: string, initial: Value): Value => {
	const text = localStorage.getItem(key);
	if (text === null) return initial;
	try {
		return JSON.parse(text) as Value;
	} catch {
		return initial;
	}
};

/** A signal that is stored in this browser and shared by its tabs. Written synchronously, so that a reload finds it. */
export function persistedSignal<Value>(name: string, initial: Value): Signal<Value> {
	const key = `cortado.${name}`;
	const value = signal(read(key, initial));
	effect(() => {
		if (value.value === undefined) localStorage.removeItem(key);
		else localStorage.setItem(key, JSON.stringify(value.value));
	});
	addEventListener("storage", (event) => {
		if (event.key === key) value.value = read(key, initial);
	});
	return value;
}
