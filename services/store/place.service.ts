import { place } from "../../contracts/place.ts";
import { contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { KakaoLocal } from "./places/kakao.ts";
import { PlaceSearch } from "./places/place-search.ts";

interface Methods {
	places: PlaceSearch;
}

/** Stores nothing. */
export default {
	name: "place",
	mixins: [contracted(place)],
	actions: {
		async search(ctx) {
			return { items: await this.places.search(ctx.params.query) };
		},
	},
	created() {
		const { kakaoLocalKey: key, kakaoLocalUrl: url } = config;
		this.places = new PlaceSearch(key ? new KakaoLocal({ key, url }) : undefined, (text) => this.logger.warn(text));
	},
} satisfies Implements<typeof place, Methods>;
