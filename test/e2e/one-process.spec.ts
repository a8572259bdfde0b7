import { endToEnd } from "./end-to-end.ts";

endToEnd("one process");
