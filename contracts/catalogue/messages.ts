import { accountMessages } from "../account.ts";
import { brewMessages } from "../brew.ts";
import { levelMessages } from "../customer-level.ts";
import { deliveryMessages } from "../delivery.ts";
import { catalogueMessages } from "../menu/catalogue.ts";
import type { PayloadsOf } from "../notation/contract.ts";
import { orderMessages } from "../order.ts";
import { paymentMessages } from "../payment.ts";
import { stockMessages } from "../stock.ts";
import { storeMessages } from "../store.ts";
import { storeOrderMessages } from "../store-order.ts";

/** All messages between services, with their payload schemas. */
export const MESSAGES = {
	...accountMessages,
	...orderMessages,
	...paymentMessages,
	...storeMessages,
	...catalogueMessages,
	...storeOrderMessages,
	...stockMessages,
	...brewMessages,
	...deliveryMessages,
	...levelMessages,
};

type Payloads = PayloadsOf<typeof MESSAGES>;
export type MessageType = keyof Payloads;
export type Payload<Type extends MessageType> = Payloads[Type];

export const MESSAGE_TYPES = Object.keys(MESSAGES) as MessageType[];

/** The part of a message type before the dot: `order`, `level`. */
export type Topic = MessageType extends `${infer Name}.${string}` ? Name : never;

export const typesOf = (...topics: Topic[]): MessageType[] => MESSAGE_TYPES.filter((type) => topics.includes(type.split(".")[0] as Topic));
