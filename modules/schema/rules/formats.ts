import { isIP } from "node:net";
import { isNetwork, isWithin, parseBlock } from "./address-block";

/** The formats that providers ask for again and again. Each says whether a text has it. */
export const formats = {
  arn: (text: string) => text === "" || arn.test(text),
  json: (text: string) => text === "" || parses(text),
  policy: (text: string) => parses(text) && text.trimStart().startsWith("{"),
  uuid: (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  base64: (text: string) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  time: (text: string) => rfc3339.test(text) && !Number.isNaN(Date.parse(text)),
  duration: (text: string) => text === "0" || /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text),
  /** An address block whose host bits may be set. */
  block: (text: string) => parseBlock(text) !== undefined,
  /** An address block written by its first address. */
  network: (text: string) => isNetworkOf(text, [4, 6]),
  network4: (text: string) => isNetworkOf(text, [4]),
  network6: (text: string) => isNetworkOf(text, [6]),
  privateNetwork: (text: string) => isNetworkOf(text, [4]) && privateBlocks.some((block) => isInside(text, block)),
  ip: (text: string) => isIP(text) !== 0,
  ip4: (text: string) => isIP(text) === 4,
  ip6: (text: string) => isIP(text) === 6,
  ip4OrBlock: (text: string) => isIP(text) === 4 || parseBlock(text)?.version === 4,
  url: (text: string) => URL.canParse(text) && new URL(text).host !== "",
  azureId: (text: string) => /^(\/[^/]+\/[^/]+)+\/?$/.test(text),
  keyVaultItem: (text: string) => /^https:\/\/[^/]+(\/[^/]+){2,3}$/.test(text),
} as const satisfies Record<string, (text: string) => boolean>;

const arn =
  /^arn:aws(-[a-z]+)*:[\w-]+:([a-z]{2}(-[a-z]+)+-\d{1,2})?:(aws|aws-managed|aws-marketplace|third-party|\d{12}|cw.{10})?:.+$/;
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isNetworkOf(text: string, versions: readonly (4 | 6)[]): boolean {
  const block = parseBlock(text);
  return block !== undefined && versions.includes(block.version) && isNetwork(block);
}

function isInside(text: string, outer: string): boolean {
  const [inner, around] = [parseBlock(text), parseBlock(outer)];
  return inner !== undefined && around !== undefined && isWithin(inner, around);
}
