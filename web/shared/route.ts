import { signal } from "@preact/signals";

const read = (): string[] => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);

/** The segments of the hash: `#/orders/ord_1` is `["orders", "ord_1"]`. */
export const route = signal(read());

addEventListener("hashchange", () => {
	route.value = read();
	scrollTo(0, 0);
});

export const go = (...parts: string[]): void => {
	location.hash = `#/${parts.map(encodeURIComponent).join("/")}`;
};

export const linkTo = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;
