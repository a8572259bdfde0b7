/** @jest-environment ./test/web/support/environment.ts */
import "./customer-menu.suite.ts";
import "./customer-order.suite.ts";
import "./customer-load.suite.ts";
import "../serving.suite.ts";
