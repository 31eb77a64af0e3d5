/**
 * The texts of all elements of a name, in order, in the lists of S3 and of Azure's Blob service. Names of entries and the
 * marks of pages hold none of the letters that XML escapes but `&`.
 */
export const elements = (body: string, name: string): readonly string[] =>
  [...body.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text = ""]) =>
    text.replaceAll("&amp;", "&"),
  );
