import { available } from "../../scripts/servers/nats.ts";
import { needs } from "../needs.ts";
import { survivalSuite } from "./survival.suite.ts";

needs(await available(), "nats-server")("in a cluster", () => survivalSuite("cluster"));
