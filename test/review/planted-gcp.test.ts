import { gcp } from "./planted/gcp";
import { plant } from "./planted/stage";

plant("gcp", gcp);
