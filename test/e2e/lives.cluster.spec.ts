import { available } from "../../scripts/servers/nats.ts";
import { needs } from "../needs.ts";
import { livesSuite } from "./lives.suite.ts";

needs(await available(), "nats-server")("in a cluster", () => livesSuite("cluster"));
