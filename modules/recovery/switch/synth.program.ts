import { readProject } from "../../stacks/project";
import { environmentOf } from "../../stacks/names";
import { synthesize } from "../../stacks/synthesize";

const [, , folder = "", standing = "", name = "", output = ""] = process.argv;

const { environments, names } = readProject(folder, name, standing);
synthesize(environments, output, { replaces: (stack) => environmentOf(stack, names) === name });
