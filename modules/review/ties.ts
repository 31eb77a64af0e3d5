import { entries } from "../core/parse-group";
import { checkStack } from "../schema/check";
import { show } from "../schema/json";
import type { StackJson } from "./contract";
import { providersOf, resourcesOf } from "./stack-json";

/** Something by which a stack depends on another stack's state, API or region. */
export interface Tie {
  /** Of a resource or a data source; empty where it is about the stack as a whole. */
  readonly address: string;
  readonly attribute: string;
  /** A lowercase sentence: what it is, and what to do about it. */
  readonly message: string;
}

/** What a stack may look up: in its own project, which is global, or in the site's own vault. No other region has to answer. */
const allowedLookups: ReadonlySet<string> = new Set([
  "azurerm_key_vault_key",
  "google_logging_project_cmek_settings",
  "google_project",
  "google_storage_project_service_account",
]);

const remoteState = "terraform_remote_state";

function lookups(stack: StackJson): readonly Tie[] {
  return Object.entries(entries(stack["data"]))
    .filter(([type]) => !allowedLookups.has(type))
    .flatMap(([type, named]) =>
      Object.keys(entries(named)).map((name) => ({
        address: `data.${type}.${name}`,
        attribute: "",
        message:
          type === remoteState
            ? "reads another stack's state, which may be out of reach when it is needed; link stacks by literal names"
            : "looks up what may be another site's, so that this stack cannot be planned without it; give its name as a literal",
      })),
    );
}

function dangling(stack: StackJson): readonly Tie[] {
  return checkStack(stack)
    .filter(({ kind }) => kind === "dangling-reference")
    .map(({ address, path }) => ({
      address,
      attribute: path,
      message: "refers to what is not in this stack; link stacks by literal names",
    }));
}

/** Variables and modules come from outside. cdktf gives a value to another stack through an output of a certain name. */
function sections(stack: StackJson): readonly Tie[] {
  const foreign = ["variable", "module"].flatMap((section) =>
    Object.keys(entries(stack[section])).map((name) => ({
      address: `${section}.${name}`,
      attribute: "",
      message: `brings a ${section} into the stack, whose content this review does not see; write what it gives as literals`,
    })),
  );
  const given = Object.keys(entries(stack["output"]))
    .filter((name) => name.startsWith("cross-stack-output"))
    .map((name) => ({
      address: `output.${name}`,
      attribute: "",
      message: "is given to another stack; link stacks by literal names",
    }));
  return [...foreign, ...given];
}

/** What a resource runs besides is in no plan, and may reach anything. */
function commands(stack: StackJson): readonly Tie[] {
  return resourcesOf(stack)
    .filter(({ body }) => body["provisioner"] !== undefined)
    .map(({ address }) => ({
      address,
      attribute: "provisioner",
      message: "runs a command of its own, of which no plan tells; do without it",
    }));
}

/** On AWS a provider speaks to one region, and so does the store of the state. Google's and Azure's speak to all. */
function regions(stack: StackJson): readonly Tie[] {
  const { region: home } = entries(entries(entries(stack["terraform"])["backend"])["s3"]);
  if (typeof home !== "string") return [];
  return providersOf(stack, "aws")
    .map(({ region }) => region)
    .filter((region) => region !== home)
    .map((region) => ({
      address: "provider.aws",
      attribute: "region",
      message: `is ${show(region)} while the state is kept in ${JSON.stringify(home)}: one of the two may be lost alone; use one region`,
    }));
}

/** Everything by which a stack depends on another stack's state or API, or on another region than its own. */
export function ties(stack: StackJson): readonly Tie[] {
  return [...lookups(stack), ...dangling(stack), ...sections(stack), ...commands(stack), ...regions(stack)];
}
