import { alertsPromises } from "../../modules/alerts/promises";
import { testPromises } from "../support/equivalence";

testPromises(alertsPromises);
