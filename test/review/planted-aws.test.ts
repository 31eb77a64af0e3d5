import { aws } from "./planted/aws";
import { plant } from "./planted/stage";

plant("aws", aws);
