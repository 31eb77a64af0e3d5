import { databasePromises } from "../../modules/database/promises";
import { testPromises } from "../support/equivalence";

testPromises(databasePromises);
