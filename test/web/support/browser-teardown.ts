export { tearDown as default } from "./browser-server.ts";
