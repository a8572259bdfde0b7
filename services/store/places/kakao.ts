import type { FoundPlace } from "../../../contracts/place.ts";
import { isSuccess, send } from "../../../lib/clients/http.ts";
import { MAX_RESULTS } from "./search.ts";

export interface KakaoAccount {
	url: string;
	key: string;
	timeoutMs?: number;
}

/** The fields that we read of a result; coordinates are strings. */
interface Document {
	place_name?: string;
	address_name: string;
	road_address_name?: string;
	x: string;
	y: string;
}

const TIMEOUT_MS = 1_000;

/** What a door needs but a map does not know: building, floor, room. */
const DETAIL = /\s+(?:지하\s*|B)?\d+(?:동|층|호|F)(?=\s|$).*$/i;

const placeOf = ({ address_name, place_name, road_address_name, x, y }: Document, detail: string): FoundPlace => {
	const base = road_address_name || address_name;
	const name = place_name ? `${place_name} (${base})` : base;
	const address = [base, place_name, detail].filter(Boolean).join(" ").slice(0, 500);
	return { name: { ko: name, en: name }, location: { address, lat: Number(y), lng: Number(x) } };
};

const isPlace = ({ location: { address, lat, lng } }: FoundPlace): boolean => address !== "" && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;

/** Kakao's Local API: addresses first, then names of places. Names are Korean only. */
export class KakaoLocal {
	#account: KakaoAccount;

	constructor(account: KakaoAccount) {
		this.#account = account;
	}

	/** Throws if Kakao does not answer in time or not as documented. */
	async search(query: string): Promise<FoundPlace[]> {
		const signal = AbortSignal.timeout(this.#account.timeoutMs ?? TIMEOUT_MS);
		const place = query.replace(DETAIL, "");
		const detail = query.slice(place.length).trim();
		const addresses = await this.#ask("address", place, signal);
		const documents = addresses.length > 0 ? addresses : await this.#ask("keyword", place, signal);
		return documents.map((document) => placeOf(document, detail)).filter(isPlace);
	}

	async #ask(kind: "address" | "keyword", query: string, signal: AbortSignal): Promise<Document[]> {
		const { key, url } = this.#account;
		const address = new URL(`/v2/local/search/${kind}.json`, url);
		address.search = new URLSearchParams({ query, size: String(MAX_RESULTS) }).toString();
		const reply = await send(address, { signal, headers: { authorization: `KakaoAK ${key}` } });
		if (!isSuccess(reply)) throw new Error(`The provider responded with ${reply.status}.`);
		return (JSON.parse(reply.text) as { documents: Document[] }).documents;
	}
}
