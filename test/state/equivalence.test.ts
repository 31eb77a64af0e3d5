import { statePromises } from "../../modules/state/promises";
import { testPromises } from "../support/equivalence";

testPromises(statePromises);
