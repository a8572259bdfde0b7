import { Later } from "./lazy-view.tsx";

export const order = new Later(async () => (await import("./order/order.tsx")).OrderView);
export const mypage = new Later(async () => (await import("./account/mypage.tsx")).MyPageView);
export const inbox = new Later(async () => (await import("./account/inbox.tsx")).Inbox);
export const parcel = new Later(async () => (await import("./parcel/parcel-view.tsx")).ParcelView);
