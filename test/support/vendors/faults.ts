import type { Cloud } from "../../../modules/core/cloud";
import { awsError } from "./aws";
import { azureError } from "./azure";
import { googleError } from "./gcp";
import type { Answer, Received } from "./server";

/** What a vendor can answer instead of taking an order. */
export type Trouble =
  "throttled" | "busy" | "out of order" | "in the wrong state" | "not there" | "not allowed" | "not known";

type Answering = (received: Received) => Answer;

const html: Answering = () => ({ status: 503, body: "<html>Service Unavailable</html>", type: "text/html" });

/**
 * In the words of: RDS (API_FailoverGlobalCluster, CommonErrors); Cloud SQL ("Admin API error codes",
 * terraform-provider-google#4370, django-cloud-deploy#237); Resource Manager ("Throttling") and Flexible Server
 * (azure-postgresql#134, terraform-provider-azurerm#29219).
 */
export const troubles: Readonly<Record<Cloud, Readonly<Record<Trouble, Answering>>>> = {
  aws: {
    throttled: awsError(400, "Throttling", "Rate exceeded"),
    busy: awsError(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."),
    "out of order": html,
    "in the wrong state": awsError(
      400,
      "InvalidGlobalClusterStateFault",
      "Global cluster staging-aws is in an invalid state for this operation",
    ),
    "not there": awsError(404, "DBClusterNotFoundFault", "DBCluster staging-aws-oregon not found."),
    "not allowed": awsError(403, "AccessDenied", "User is not authorized to perform: rds:FailoverGlobalCluster"),
    "not known": awsError(403, "ExpiredToken", "The security token included in the request is expired"),
  },
  gcp: {
    throttled: googleError(429, "rateLimitExceeded", "Quota exceeded for quota metric 'Mutate'"),
    busy: googleError(
      409,
      "operationInProgress",
      "Operation failed because another operation was already in progress.",
    ),
    "out of order": html,
    "in the wrong state": googleError(
      409,
      "invalidState",
      "The instance or operation is not in an appropriate state to handle the request.",
    ),
    "not there": googleError(404, "instanceDoesNotExist", "The Cloud SQL instance does not exist."),
    "not allowed": googleError(403, "notAuthorized", "The client is not authorized to make this request."),
    "not known": googleError(401, "authError", "Request had invalid authentication credentials."),
  },
  azure: {
    throttled: azureError(429, "TooManyRequests", "The request is being throttled. Please try after '13' seconds."),
    busy: azureError(409, "ServerIsBusy", "Cannot complete operation while server is busy with another operation."),
    "out of order": html,
    "in the wrong state": azureError(
      400,
      "ServerIsNotReady",
      "Promote can only be performed on Ready servers. Current Server State = Stopped",
    ),
    "not there": azureError(
      404,
      "ResourceNotFound",
      "The Resource flexibleServers/staging-azure-arizona was not found.",
    ),
    "not allowed": azureError(403, "AuthorizationFailed", "The client does not have authorization to perform this."),
    "not known": azureError(401, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than now."),
  },
};
