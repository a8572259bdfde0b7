import { LazyView } from "../ui/LazyView.tsx";

/** Loaded on first use: few people set hours, and seldom. */
export const hoursView = new LazyView(async () => (await import("./hours-dialog.tsx")).HoursDialog);
export const closingView = new LazyView(async () => (await import("./closing-dialog.tsx")).ClosingDialog);
