import { azure } from "./planted/azure";
import { plant } from "./planted/stage";

plant("azure", azure);
