import { clusterPromises } from "../../modules/cluster/promises";
import { testPromises } from "../support/equivalence";

testPromises(clusterPromises);
