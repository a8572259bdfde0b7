export interface Spot {
	lat: number;
	lng: number;
}

const EARTH_KM = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Kilometers by the haversine formula, which delivery fees also use. */
export const kmBetween = (from: Spot, to: Spot): number => {
	const [south, north] = [radians(from.lat), radians(to.lat)];
	const chord = Math.sin((north - south) / 2) ** 2 + Math.cos(south) * Math.cos(north) * Math.sin(radians(to.lng - from.lng) / 2) ** 2;
	return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
};

/** Progress from 0 to 1, by the distances to both ends. */
export const shareOfWay = (from: Spot, at: Spot, to: Spot): number => {
	const [done, left] = [kmBetween(from, at), kmBetween(at, to)];
	return done + left === 0 ? 1 : done / (done + left);
};
