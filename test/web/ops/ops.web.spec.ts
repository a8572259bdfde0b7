/** @jest-environment ./test/web/support/environment.ts */
import "./ops-status.suite.ts";
import "./ops-desk.suite.ts";
import "./ops-orders.suite.ts";
import "./ops-stores.suite.ts";
