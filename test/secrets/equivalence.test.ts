import { secretsPromises } from "../../modules/secrets/promises";
import { testPromises } from "../support/equivalence";

testPromises(secretsPromises);
