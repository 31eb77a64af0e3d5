import { networkPromises } from "../../modules/network/promises";
import { testPromises } from "../support/equivalence";

testPromises(networkPromises);
