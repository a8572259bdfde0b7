import type { AccountSnapshot } from "../../contracts/account.ts";
import { delivery } from "../../contracts/delivery.ts";
import { rider } from "../../contracts/rider.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { distanceKm, type Spot } from "../../lib/domain/geo.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { RiderBusy, UnknownRider } from "./delivery.errors.ts";
import { EVERYBODY, isRobot, type Rider, type RiderCommand, riderRules, whenAssigned, whenLetGo } from "./rider.ts";

type Address = [string, RiderCommand];
type Found = ActorDocument<Rider>;

interface Methods extends ActorMethods<Rider, RiderCommand> {
	check(riderId: string): Promise<void>;
	take(riderId: string, orderId: string): Promise<Found>;
	free(): AsyncGenerator<Found>;
}

const PAGE = 200;

/** One person at the store where people do everything, one robot at the store that runs by itself. */
const DEMO_RIDERS: (RiderCommand & { type: "change" })[] = [
	{ type: "change", id: "acc_demo_rider", onShift: true, lat: 37.5006, lng: 127.0364 },
	{ type: "change", id: "robot-hongdae", onShift: true, lat: 37.5563, lng: 126.9236, ridesFor: "hongdae" },
];

const show = ({ state: { id, job, lat, lng, name, onShift }, version }: Found) => ({
	id,
	name,
	onShift,
	lat,
	lng,
	orderId: job?.orderId ?? null,
	version,
});

const isRider = ({ roles }: AccountSnapshot): boolean => roles.includes("rider");
const followed = (account: AccountSnapshot): Address | undefined =>
	isRider(account) ? [account.id, { type: "follow", id: account.id, name: account.name, erased: account.erased }] : undefined;

/** Riders without a position come last. */
const kmTo = (near: Spot | null, { lat, lng }: Rider): number =>
	near === null || lat === null || lng === null ? Number.POSITIVE_INFINITY : distanceKm(near, { lat, lng });

export default {
	name: "rider",
	mixins: [
		contracted(rider),
		actor({
			name: "rider",
			rules: riderRules,
			unboundedSenders: true,
			indexes: { shift: ["onShift", "ridesFor"] },
			subscriptions: {
				"account.registered": followed,
				"account.changed": followed,
				"account.erased": followed,
				"delivery.assigned": whenAssigned,
				"delivery.search_restarted": whenLetGo,
				"delivery.delivered": whenLetGo,
				"delivery.failed": whenLetGo,
				"delivery.cancelled": whenLetGo,
			},
			effects: {
				check(this: Methods, { _id }) {
					return this.check(_id);
				},
			},
		}),
	],
	actions: {
		async list(ctx) {
			const { roles, storeId = "" } = ctx.meta.caller;
			const where = { onShift: true, ...(roles.includes("operator") ? undefined : { ridesFor: [EVERYBODY, storeId] }) };
			const { items, nextCursor } = await this.list({ where, order: "ascending" }, ctx.params, show);
			const loads = await call(ctx, delivery.loads, { riderIds: items.map(({ id }) => id) });
			return { items: items.map((rider, index) => ({ ...rider, load: loads[index]! })), nextCursor };
		},
		/** The rider may not exist yet: the message about a new account may arrive later. */
		async change(ctx) {
			const { accountId } = ctx.meta.caller;
			return show(await this.create(accountId, { type: "change", id: accountId, ...ctx.params }, ctx));
		},
		async take(ctx) {
			const { orderId, riderId, storeId } = ctx.params;
			const found = await this.documents.load(riderId);
			if (!found || (isRobot(found.state) && found.state.ridesFor !== storeId)) throw new UnknownRider(riderId);
			if (isRobot(found.state)) return { take: 0, robot: true };
			return { take: (await this.take(riderId, orderId)).state.takes, robot: false };
		},
		async check(ctx) {
			await this.check(ctx.params.riderId);
		},
		async nearest(ctx) {
			const { except, near, storeId } = ctx.params;
			const [robot] = await this.documents.list({ where: { onShift: true, ridesFor: storeId }, limit: 1 });
			if (robot) return robot._id;
			let best: { id: string; km: number } | undefined;
			for await (const { _id: id, state } of this.free()) {
				const km = kmTo(near, state);
				if (!except.includes(id) && (!best || km < best.km)) best = { id, km };
			}
			return best?.id ?? null;
		},
	},
	methods: {
		async check(riderId: string) {
			const { job } = (await this.read(riderId)).state;
			if (!job) return;
			const { orderId, take } = job;
			const isFree = await call(this.broker, delivery.disown, { orderId, riderId, take });
			await this.send(riderId, { type: isFree ? "release" : "confirm", orderId, take });
		},
		/** The message that a delivery has ended may not have arrived yet. */
		async take(riderId: string, orderId: string) {
			try {
				return await this.send(riderId, { type: "take", orderId });
			} catch (error) {
				if (!(error instanceof RiderBusy) || !(await this.read(riderId)).state.job?.confirmed) throw error;
			}
			await this.check(riderId);
			return this.send(riderId, { type: "take", orderId });
		},
		async *free() {
			for (let after: string | undefined; ; ) {
				const where = { onShift: true, ridesFor: EVERYBODY };
				const page = await this.documents.list({ where, limit: PAGE, ...(after === undefined ? undefined : { after }) });
				yield* page.filter(({ state }) => state.job === null);
				if (page.length < PAGE) return;
				after = page.at(-1)!._id;
			}
		},
	},
	async started() {
		if (!config.demo) return;
		for (const rider of DEMO_RIDERS) if (!(await this.documents.load(rider.id))) await this.create(rider.id, rider);
	},
} satisfies Implements<typeof rider, Methods>;
