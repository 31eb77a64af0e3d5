import { trafficPromises } from "../../modules/traffic/promises";
import { testPromises } from "../support/equivalence";

testPromises(trafficPromises);
