import { LazyView } from "../shared/ui/LazyView.tsx";

export const order = new LazyView(async () => (await import("./order/order.tsx")).OrderView);
export const mypage = new LazyView(async () => (await import("./account/mypage.tsx")).MyPageView);
export const inbox = new LazyView(async () => (await import("./account/inbox.tsx")).Inbox);
export const parcel = new LazyView(async () => (await import("./parcel/parcel-view.tsx")).ParcelView);
