import { Later } from "./later.tsx";

export const order = new Later(async () => (await import("./order.tsx")).OrderView);
export const mypage = new Later(async () => (await import("./mypage.tsx")).MyPageView);
export const inbox = new Later(async () => (await import("./inbox.tsx")).Inbox);
export const parcel = new Later(async () => (await import("./parcel.tsx")).ParcelView);
