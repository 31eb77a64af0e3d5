import type { Fields } from "../../protocol/values";
import type { Context, SimulatedVendor } from "../behaviour";
import { textOf } from "../values";
import { compute } from "./compute";
import { container } from "./container";
import { dns } from "./dns";
import { outages } from "./errors";
import { federation } from "./federation";
import { iam } from "./iam";
import { kms } from "./kms";
import { logging, loggingAgent } from "./logging";
import { monitoring } from "./monitoring";
import { projectNumber, projectOf, regionOfLocation } from "./names";
import { poolOperations } from "./pool-operations";
import { recordOperations } from "./record-operations";
import { secretmanager } from "./secretmanager";
import { servicenetworking } from "./servicenetworking";
import { sql } from "./sql";
import { sqlContents } from "./sql-contents";
import { sqlOperations, sqlReturned } from "./sql-operations";
import { deletedType } from "./sql-refusals";
import { instanceType } from "./sql-roles";
import { storage } from "./storage";

/** A zone or a region of its own, where the type has one; the provider's region then. Everything else is global. */
function region(asked: Fields, { place }: Context): string | null {
  const said = ["zone", "region", "location"].map((name) => textOf(asked, name)).find((text) => text !== "");
  if (said !== undefined) return regionOfLocation(said);
  return "region" in asked ? place.region : null;
}

/** What the project says of itself. */
const sources: SimulatedVendor["sources"] = {
  google_project: (asked, context) => {
    const project = textOf(asked, "project_id") || context.place.account;
    return {
      id: `projects/${project}`,
      project_id: project,
      name: project,
      number: projectNumber(project, context),
      org_id: "",
      folder_id: "",
      billing_account: "",
    };
  },
  google_logging_project_cmek_settings: (asked, context) => {
    const project = projectOf(asked, context);
    return {
      id: `projects/${project}/cmekSettings`,
      name: `projects/${project}/cmekSettings`,
      kms_key_version_name: "",
      service_account_id: loggingAgent(projectNumber(project, context)),
    };
  },
  google_storage_project_service_account: (asked, context) => {
    const project = projectOf(asked, context);
    const email = `service-${projectNumber(project, context)}@gs-project-accounts.iam.gserviceaccount.com`;
    return { id: email, project, email_address: email, member: `serviceAccount:${email}` };
  },
};

/** The simulated Google Cloud. */
export const gcp: SimulatedVendor = {
  cloud: "gcp",
  services: [
    compute,
    container,
    dns,
    federation,
    iam,
    kms,
    logging,
    monitoring,
    secretmanager,
    servicenetworking,
    sql,
    sqlContents,
    storage,
  ],
  operations: { ...sqlOperations, ...poolOperations, ...recordOperations },
  errors: outages,
  place: (configuration) => ({
    region: textOf(configuration, "region") || null,
    account: textOf(configuration, "project"),
  }),
  at: (asked, place) => ({ ...place, account: textOf(asked, "project") || place.account }),
  caller: ({ project = "" }) => ({ region: null, account: project }),
  // Ids that do not say their project (provider 6.50.0). Cloud SQL's names are a project's; a bucket's are everybody's.
  scopes: { [instanceType]: "account", [deletedType]: "account", google_sql_user: "account" },
  region,
  returned: sqlReturned,
  sources,
};
