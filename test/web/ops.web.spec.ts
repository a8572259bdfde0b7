/** @jest-environment ./test/web/environment.ts */
import "./ops-status.suite.ts";
import "./ops-desk.suite.ts";
