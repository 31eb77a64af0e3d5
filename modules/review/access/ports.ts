import { entries } from "../../core/parse-group";
import { asList } from "../../schema/json";

/** Ports that a rule lets through. */
export interface Ports {
  /** In lowercase; `*` for every protocol. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

type Body = Readonly<Record<string, unknown>>;

const all = { from: 0, to: 65_535 } as const;
const every: ReadonlySet<string> = new Set(["-1", "all", "any", "*", ""]);

const protocolOf = (value: unknown) => {
  const name = typeof value === "string" || typeof value === "number" ? String(value).toLowerCase() : "";
  return every.has(name) ? "*" : name;
};

/** `443`, `8000-8080` or `*`. What cannot be read is taken to be every port. */
function range(text: unknown): Pick<Ports, "from" | "to"> {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(String(text)) ?? [];
  return from === undefined ? all : { from: Number(from), to: Number(to) };
}

function listed(protocol: string, ports: readonly unknown[]): readonly Ports[] {
  const given = ports.filter((port) => port !== null && port !== undefined && port !== "");
  return given.length === 0 ? [{ protocol, ...all }] : given.map((port) => ({ protocol, ...range(port) }));
}

/** The ports that go with a source of addresses, told by the bodies that it is in; all when nothing tells. */
export function portsOf(within: readonly Body[]): readonly Ports[] {
  for (const body of within) {
    if ("allow" in body)
      return asList(body["allow"]).flatMap((allow) => {
        const { protocol, ports } = entries(allow);
        return listed(protocolOf(protocol), asList(ports));
      });
    if ("destination_port_range" in body || "destination_port_ranges" in body)
      return listed(protocolOf(body["protocol"]), [
        ...asList(body["destination_port_range"]),
        ...asList(body["destination_port_ranges"]),
      ]);
    if ("from_port" in body || "ip_protocol" in body) {
      const protocol = protocolOf(body["ip_protocol"] ?? body["protocol"]);
      const { from_port: from, to_port: to } = body;
      const isAll = protocol === "*" || typeof from !== "number" || typeof to !== "number";
      return [isAll ? { protocol, ...all } : { protocol, from, to }];
    }
  }
  return [{ protocol: "*", ...all }];
}

/** Whether the first let through all that the second do. */
export function letThrough(one: readonly Ports[], other: readonly Ports[]): boolean {
  return other.every(({ protocol, from, to }) =>
    one.some(
      (outer) => (outer.protocol === "*" || outer.protocol === protocol) && outer.from <= from && to <= outer.to,
    ),
  );
}

/** Whether it is the web alone that is let through, which a public load balancer is for. */
export function isWeb(ports: readonly Ports[]): boolean {
  return ports.every(
    ({ protocol, from, to }) => ["tcp", "6"].includes(protocol) && from === to && [80, 443].includes(from),
  );
}

/** As people write ports: `tcp 443`. */
export function portsText(ports: readonly Ports[]): string {
  return ports
    .map(({ protocol, from, to }) => {
      const name = protocol === "*" ? "every protocol" : protocol;
      return from === all.from && to === all.to ? name : `${name} ${from === to ? from : `${from}-${to}`}`;
    })
    .join(", ");
}
