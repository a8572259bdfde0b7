import { endToEnd } from "./end-to-end.ts";

endToEnd("two of each");
