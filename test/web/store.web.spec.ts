/** @jest-environment ./test/web/environment.ts */
import "./store-board.suite.ts";
import "./store-states.suite.ts";
import "./store-alarm.suite.ts";
