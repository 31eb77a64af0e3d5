import { randomUUID } from "node:crypto";
import { calls, services } from "./calls";

/** HTTP statuses of error codes; every other code comes with 400 (the services' API references). */
const statuses: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  BucketAlreadyExists: 409,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  ConflictException: 409,
  DBClusterNotFoundFault: 404,
  DeleteConflict: 409,
  EntityAlreadyExists: 409,
  GlobalClusterNotFoundFault: 404,
  NoSuchBucket: 404,
  NoSuchEntity: 404,
  NoSuchHealthCheck: 404,
  NoSuchHostedZone: 404,
  ResourceInUseException: 409,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 402,
};

/** Codes that the SDK has no type for: it then says so (aws-sdk-go-v2, smithy.GenericAPIError). */
const untyped: ReadonlySet<string> = new Set([
  "AccessDenied",
  "InvalidParameterCombination",
  "InvalidParameterValue",
  "NoSuchBucket",
  "ValidationException",
]);

/** An error that AWS answers, as its provider prints it. */
export interface ApiError {
  /** What the provider was about: "creating RDS Cluster (orders)". Empty: the SDK's own words alone. */
  readonly doing: string;
  /** Service and method, as the SDK names them: "RDS: CreateDBCluster". */
  readonly call: string;
  readonly code: string;
  readonly says: string;
}

/** Renders an error as the provider prints it (aws-sdk-go-v2). */
export function apiError({ doing, call, code, says }: ApiError): string {
  const kind = call.startsWith("EC2:") || untyped.has(code) ? "api error " : "";
  const about = doing === "" ? "" : `${doing}: `;
  return `${about}operation error ${call}, https response error StatusCode: ${statuses[code] ?? 400}, RequestID: ${randomUUID()}, ${kind}${code}: ${says}`;
}

/** A way to render the errors of one call, where only the code and the sentence differ. */
export function errorsOf(doing: string, call: string): (code: string, says: string) => string {
  return (code, says) => apiError({ doing, call, code, says });
}

/** Service and method of a call for a type of thing, or of an operation such as `rds:SwitchoverGlobalCluster`. */
function callOf(type: string): { readonly call: string; readonly host: string } {
  const [own = "", method = ""] = calls[type] ?? type.split(":");
  const { name = own, host = `${own}.{region}` } = services[own] ?? {};
  return { call: `${name}: ${method}`, host };
}

/** How outages look through the provider and its SDK. */
export const outages = {
  unreachable: (region: string, type: string) => {
    const { call, host } = callOf(type);
    const address = `https://${host.replace("{region}", region)}.amazonaws.com/`;
    return `operation error ${call}, exceeded maximum number of attempts, 25, https response error StatusCode: 0, RequestID: , request send failed, Post "${address}": dial tcp: i/o timeout`;
  },
  throttled: (_: string, type: string) =>
    `operation error ${callOf(type).call}, exceeded maximum number of attempts, 25, https response error StatusCode: 400, RequestID: ${randomUUID()}, api error ThrottlingException: Rate exceeded`,
  controlPlane: (_: string, type: string) =>
    `operation error ${callOf(type).call}, exceeded maximum number of attempts, 25, https response error StatusCode: 503, RequestID: ${randomUUID()}, api error ServiceUnavailable: Service Unavailable`,
} as const;
