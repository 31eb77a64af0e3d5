import { deliveryIdentityPromises } from "../../modules/delivery-identity/promises";
import { testPromises } from "../support/equivalence";

testPromises(deliveryIdentityPromises);
