import { LazyView } from "../ui/LazyView.tsx";

/** Loaded on first use: customers are seldom blocked. */
export const blockView = new LazyView(async () => (await import("./block-dialog.tsx")).BlockDialog);
export const blocksView = new LazyView(async () => (await import("./blocks-dialog.tsx")).BlocksDialog);
