/** Gives a reference's value: `read("aws_vpc.network", "id")` is what `network.id` is in a program. */
export type Read = (address: string, attribute: string) => string;

/** A value of Terraform JSON as a program writes it, once the constructs that it refers to exist. */
export type Template = (read: Read) => unknown;

/** What is under these names belongs to the user, so its keys stay as they are. */
const userKeys = /(?:^|_)(?:tags|tags_all|labels|annotations|dimensions)$/;

/** Names of attributes in bindings: `kms_key_id` is `kmsKeyId`. */
export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** A whole reference to an attribute, and nothing that a function or an operator does to it. */
const reference = /\$\{((?:data\.)?[a-z0-9_]+\.[\w-]+)\.([\w.[\]*]+)\}/g;

/** The addresses of a file that a value mentions, in whichever way. */
export function mentioned(value: unknown, known: ReadonlySet<string>): readonly string[] {
  const words = JSON.stringify(value).match(/(?:data\.)?[a-z0-9_]+\.[\w-]+/g) ?? [];
  return [...new Set(words)].filter((word) => known.has(word));
}

function textTemplate(text: string, known: ReadonlySet<string>): Template {
  const refers = [...text.matchAll(reference)].some(([, address = ""]) => known.has(address));
  if (!refers) return () => text;
  return (read) =>
    text.replace(reference, (whole, address: string, attribute: string) =>
      known.has(address) ? read(address, attribute) : whole,
    );
}

/**
 * Turns Terraform JSON into the configuration that a program would have written for it: keys in camel case, and references
 * read from other constructs, each one a token as in a program. The work is done here; the template only copies.
 */
export function template(value: unknown, known: ReadonlySet<string>, rename = camelCase): Template {
  if (typeof value === "string") return textTemplate(value, known);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => template(item, known, rename));
    return (read) => items.map((item) => item(read));
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([name, field]) => {
      const inner = userKeys.test(name) ? (key: string) => key : rename;
      return [rename(name), template(field, known, inner)] as const;
    });
    return (read) => Object.fromEntries(fields.map(([name, field]) => [name, field(read)]));
  }
  return () => value;
}
