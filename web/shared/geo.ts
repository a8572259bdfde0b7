export interface Spot {
	lat: number;
	lng: number;
}

const EARTH_KM = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Kilometres along the surface, by the haversine formula, as fees are reckoned. */
export const kmBetween = (from: Spot, to: Spot): number => {
	const [south, north] = [radians(from.lat), radians(to.lat)];
	const chord = Math.sin((north - south) / 2) ** 2 + Math.cos(south) * Math.cos(north) * Math.sin(radians(to.lng - from.lng) / 2) ** 2;
	return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
};

/** How far along the way somebody is, from 0 to 1, by how far both ends are. */
export const shareOfWay = (from: Spot, at: Spot, to: Spot): number => {
	const [behind, ahead] = [kmBetween(from, at), kmBetween(at, to)];
	return behind + ahead === 0 ? 1 : behind / (behind + ahead);
};
