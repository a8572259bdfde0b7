export interface Spot {
	lat: number;
	lng: number;
}

const EARTH_KM = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in kilometres, by the haversine formula. */
export const distanceKm = (from: Spot, to: Spot): number => {
	const [south, north] = [radians(from.lat), radians(to.lat)];
	const chord = Math.sin((north - south) / 2) ** 2 + Math.cos(south) * Math.cos(north) * Math.sin(radians(to.lng - from.lng) / 2) ** 2;
	return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
};

/** Length in kilometres of the route through all spots. */
export const routeKm = (spots: Spot[]): number => spots.slice(1).reduce((sum, spot, index) => sum + distanceKm(spots[index]!, spot), 0);

/** The spot at a share (0 to 1) of the way, along the shorter way around the globe. */
export const between = (from: Spot, to: Spot, share: number): Spot => {
	const eastward = ((((to.lng - from.lng + 180) % 360) + 360) % 360) - 180;
	const lng = from.lng + eastward * share;
	return { lat: from.lat + (to.lat - from.lat) * share, lng: ((((lng + 180) % 360) + 360) % 360) - 180 };
};
