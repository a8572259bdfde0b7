import { endToEnd } from "./suites/end-to-end.ts";

endToEnd("one process");
