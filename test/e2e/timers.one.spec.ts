import { inOneProcess } from "./modes.ts";
import { TIMERS, timersSuite } from "./timers.suite.ts";

inOneProcess(TIMERS, timersSuite);
