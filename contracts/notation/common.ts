import { meanings, named, oneOf, text } from "./fields.ts";
import Type, { type Static } from "./schema.ts";

/** Types that several services share. Amounts of money are whole KRW. */

export const Text = named("Text", { ko: Type.String(), en: Type.String() });
export type Text = Static<typeof Text>;

export const coordinates = { lat: Type.Number({ minimum: -90, maximum: 90 }), lng: Type.Number({ minimum: -180, maximum: 180 }) };

export const Place = named("Place", { address: text(500), ...coordinates });
export type Place = Static<typeof Place>;

export const Parcel = named("Parcel", {
	item: text(100),
	size: oneOf("small", "medium", "large"),
	weightKg: Type.Number({ minimum: 0.1, maximum: 30 }),
	from: Place,
	to: Place,
});
export type Parcel = Static<typeof Parcel>;

export const productFields = { productId: Type.String(), name: Text, price: Type.Integer(), prepSeconds: Type.Integer() };

/** What food labels must name: the list of Korea, with the nuts and seeds that other countries add. */
export const Allergen = oneOf(
	"milk",
	"egg",
	"wheat",
	"buckwheat",
	"soybean",
	"peanut",
	"walnut",
	"pine_nut",
	"almond",
	"hazelnut",
	"sesame",
	"peach",
	"tomato",
	"sulfite",
	"pork",
	"beef",
	"chicken",
	"mackerel",
	"squid",
	"shrimp",
	"crab",
	"shellfish",
);
export type Allergen = Static<typeof Allergen>;

/** An option of an ordered product, with the name and price that it had then. */
export const LineOption = named("LineOption", {
	groupId: Type.String(),
	optionId: Type.String(),
	name: Text,
	price: Type.Integer(),
	quantity: Type.Integer(),
});
export type LineOption = Static<typeof LineOption>;

/** `price` is that of one unit with its options. Lines of earlier versions have no options, allergens or note. */
export const Line = named("Line", {
	...productFields,
	quantity: Type.Integer(),
	options: Type.Optional(Type.Array(LineOption)),
	allergens: Type.Optional(Type.Array(Allergen)),
	note: Type.Optional(Type.String()),
});
export type Line = Static<typeof Line>;

export const Level = oneOf("Iron", "Bronze", "Silver", "Gold", "Platinum", "Diamond");
export type Level = Static<typeof Level>;

export const PaymentTiming = oneOf("prepaid", "on_receipt");
export type PaymentTiming = Static<typeof PaymentTiming>;

export const PaymentStatus = meanings(
	{
		due: "not paid yet",
		unknown: "the provider has not confirmed whether it charged; the outcome is being looked up",
		approved: "charged",
		declined: "not charged; the customer may try again until `payBy`",
		expired: "not paid in time",
		voided: "closed without a charge",
		refunded: "charged, then refunded",
		collected: "paid on receipt",
	},
	"PaymentStatus",
);
export type PaymentStatus = Static<typeof PaymentStatus>;

/** An order's request to the service that fulfils it, brew or delivery, to approve its cancellation. */
export const CancelRequest = Type.Object({ orderId: Type.String(), storeId: Type.String(), customerId: Type.String() });
export type CancelRequest = Static<typeof CancelRequest>;

export const CancelAnswer = Type.Union([
	Type.Object({ kind: Type.Literal("granted") }),
	Type.Object({ kind: Type.Literal("refused"), code: Type.String() }),
]);
export type CancelAnswer = Static<typeof CancelAnswer>;
