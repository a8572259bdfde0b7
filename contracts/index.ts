import { brew } from "./brew.ts";
import type { NamedAction } from "./contract.ts";
import { customerLevel } from "./customer-level.ts";
import { order, orderMenu } from "./order.ts";

/** Every declared action. The gateway matches routes in this order, so the busiest services come first. */
export const ACTIONS: NamedAction[] = [order, orderMenu, brew, customerLevel].flatMap((contract) => Object.values<NamedAction>(contract));
