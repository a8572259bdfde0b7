/** @jest-environment ./test/web/support/environment.ts */
import "./store-board.suite.ts";
import "./store-hours.suite.ts";
import "./store-load.suite.ts";
import "./store-states.suite.ts";
import "./store-alarm.suite.ts";
