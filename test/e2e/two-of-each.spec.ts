import { endToEnd } from "./suites/end-to-end.ts";

endToEnd("two of each");
