import { join } from "node:path";
import {
  type handleUnaryCall,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { Answers, Calls } from "./messages";

/** A provider that answers. */
export interface Served {
  /** `127.0.0.1:<port>`. */
  readonly address: string;
  readonly stop: () => void;
}

function service() {
  const loaded = loadSync(join(__dirname, "tfplugin6.proto"), {
    keepCase: true,
    longs: Number,
    enums: String,
    oneofs: true,
  });
  const { tfplugin6 } = loadPackageDefinition(loaded);
  const provider = typeof tfplugin6 === "object" && "Provider" in tfplugin6 ? tfplugin6["Provider"] : undefined;
  if (typeof provider !== "function") throw new Error("tfplugin6.proto declares no service Provider; restore it");
  return provider.service;
}

/** A schema of a whole provider is larger than the 4 MB that gRPC allows by itself. */
const anySize = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 } as const;

function unary<Name extends keyof Calls>(answer: Answers[Name]): handleUnaryCall<Calls[Name][0], Calls[Name][1]> {
  return (call, respond) => {
    const answered = new Promise<Calls[Name][1]>((resolve) => {
      resolve(answer(call.request, call.getPeer()));
    });
    answered.then(
      (response) => respond(null, response),
      (error: unknown) => respond(error instanceof Error ? error : new Error(String(error))),
    );
  };
}

/** Serves a provider on the loopback interface, at a port of the system's choice. */
export async function serve(answers: Answers): Promise<Served> {
  const implementation: UntypedServiceImplementation = {
    GetProviderSchema: unary<"GetProviderSchema">(answers.GetProviderSchema),
    ValidateProviderConfig: unary<"ValidateProviderConfig">(answers.ValidateProviderConfig),
    ValidateResourceConfig: unary<"ValidateResourceConfig">(answers.ValidateResourceConfig),
    ValidateDataResourceConfig: unary<"ValidateDataResourceConfig">(answers.ValidateDataResourceConfig),
    ValidateEphemeralResourceConfig: unary<"ValidateEphemeralResourceConfig">(answers.ValidateEphemeralResourceConfig),
    ConfigureProvider: unary<"ConfigureProvider">(answers.ConfigureProvider),
    UpgradeResourceState: unary<"UpgradeResourceState">(answers.UpgradeResourceState),
    ReadResource: unary<"ReadResource">(answers.ReadResource),
    PlanResourceChange: unary<"PlanResourceChange">(answers.PlanResourceChange),
    ApplyResourceChange: unary<"ApplyResourceChange">(answers.ApplyResourceChange),
    ImportResourceState: unary<"ImportResourceState">(answers.ImportResourceState),
    ReadDataSource: unary<"ReadDataSource">(answers.ReadDataSource),
    OpenEphemeralResource: unary<"OpenEphemeralResource">(answers.OpenEphemeralResource),
    CloseEphemeralResource: unary<"CloseEphemeralResource">(answers.CloseEphemeralResource),
    StopProvider: unary<"StopProvider">(answers.StopProvider),
  };
  const server = new Server(anySize);
  server.addService(service(), implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    stop: () => {
      server.forceShutdown();
    },
  };
}
