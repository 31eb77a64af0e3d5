import { keysPromises } from "../../modules/keys/promises";
import { testPromises } from "../support/equivalence";

testPromises(keysPromises);
