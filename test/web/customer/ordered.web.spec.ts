/** @jest-environment ./test/web/support/environment.ts */
import "./customer-follow.suite.ts";
import "./customer-mypage.suite.ts";
import "../live.suite.ts";
