/** Types of the contracts that rules and read models use. */
export type { AccountSnapshot } from "../contracts/account.ts";
export type { BrewSnapshot, BrewStatus } from "../contracts/brew.ts";
export type { Level, Line, Parcel, PaymentStatus, PaymentTiming, Place, Text } from "../contracts/common.ts";
export type { LevelSnapshot } from "../contracts/customer-level.ts";
export type { DeliverySnapshot, DeliveryStatus } from "../contracts/delivery.ts";
export type { MessageType, Payload } from "../contracts/messages.ts";
export type { CancellationSnapshot as Cancellation, OrderSnapshot, OrderStatus } from "../contracts/order.ts";
export type { PaymentSnapshot } from "../contracts/payment.ts";
export type { StockSnapshot } from "../contracts/stock.ts";
export type { StoreSnapshot } from "../contracts/store.ts";
export type { StoreOrderSnapshot } from "../contracts/store-order.ts";
