/** One step of a reference: `.name`, `["key"]` or `[0]`, and `[*]` or an index only known later. */
export type Step =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly key: string | number }
  | { readonly kind: "any" };

/** A reference within an expression, such as aws_vpc.main.id: its first word and the steps that follow. */
export interface Reference {
  readonly head: string;
  readonly steps: readonly Step[];
}

/** Says whether a value holds a template, so that what it will be is not known yet. `$${` is an escape, not a template. */
export function isTemplate(value: unknown): value is string {
  return typeof value === "string" && /(?:^|[^$])(?:\$\$)*\$\{|(?:^|[^%])(?:%%)*%\{/.test(value);
}

/**
 * Says whether a template is one reference and nothing else, which for an argument means that it is given. Any other
 * expression may turn out to be null.
 */
export function isPlainReference(value: string): boolean {
  return /^\$\{[A-Za-z_][\w.[\]"*-]*\}$/.test(value) && !/^\$\{(?:var|local|each|module)\b/.test(value);
}

/** Every reference in the templates of a text, without names that a `for` expression binds itself. */
export function references(text: string): readonly Reference[] {
  if (!isTemplate(text)) return [];
  const scanner = new Scanner(text);
  scanner.template();
  return scanner.found.filter(({ head }) => !scanner.bound.has(head));
}

/** Reads a bare reference, as in depends_on or moved; undefined if the text is not one. */
export function parseReference(text: string): Reference | undefined {
  const [reference, ...others] = references(`\${${text}}`);
  return others.length === 0 && /^[\w.[\]"-]+$/.test(text) ? reference : undefined;
}

const words = new Set(["true", "false", "null", "for", "in", "if", "else", "endif", "endfor"]);

/** Reads HCL templates only as far as references need: strings, brackets, words. */
class Scanner {
  public readonly found: Reference[] = [];
  public readonly bound = new Set<string>();
  private at = 0;

  public constructor(private readonly text: string) {}

  /** Literal text up to the given closing quote or the end. */
  public template(close?: string): void {
    while (this.at < this.text.length) {
      if (this.take(/\$\$\{|%%\{/y) !== undefined) continue;
      if (this.take(/[$%]\{~?/y) !== undefined) this.expression("}");
      else if (close !== undefined && this.take(/\\./y) !== undefined) continue;
      else if (this.text[this.at++] === close) return;
    }
  }

  private expression(close: string): void {
    while (this.at < this.text.length) {
      const char = this.text[this.at] ?? "";
      if (char === close) {
        this.at++;
        return;
      }
      if (/[A-Za-z_]/.test(char)) this.word();
      else if (this.take(/\d[\w.]*|\.\s*[A-Za-z_][\w-]*/y) !== undefined) continue;
      else {
        this.at++;
        if (char === '"') this.template('"');
        else if (char === "{") this.expression("}");
        else if (char === "[") this.expression("]");
        else if (char === "(") this.expression(")");
      }
    }
  }

  private word(): void {
    const bindings = this.take(/for\s+(\w+)(?:\s*,\s*(\w+))?\s+in\b/y);
    if (bindings) {
      for (const name of bindings.slice(1)) if (name !== undefined) this.bound.add(name);
      return;
    }
    const head = this.take(/[A-Za-z_](?:[\w-]|::)*/y)?.[0] ?? "";
    if (words.has(head)) return;
    if (this.take(/\s*\(/y) !== undefined) return this.expression(")");
    const steps: Step[] = [];
    for (let step = this.step(); step !== undefined; step = this.step()) steps.push(step);
    if (steps.length > 0) this.found.push({ head, steps });
  }

  private step(): Step | undefined {
    const name = this.take(/\.([A-Za-z_][\w-]*)/y)?.[1];
    if (name !== undefined) return { kind: "name", name };
    const number = this.take(/\.(\d+)|\[\s*(\d+)\s*\]/y);
    if (number) return { kind: "index", key: Number(number[1] ?? number[2]) };
    const key = this.take(/\[\s*"((?:[^"\\$%]|\\.)*)"\s*\]/y)?.[1];
    if (key !== undefined) return { kind: "index", key };
    if (this.take(/\.\*|\[\s*\*\s*\]/y) !== undefined) return { kind: "any" };
    if (this.take(/\[/y) === undefined) return undefined;
    this.expression("]");
    return { kind: "any" };
  }

  private take(pattern: RegExp): readonly (string | undefined)[] | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text) ?? undefined;
    if (match) this.at += match[0].length;
    return match;
  }
}
