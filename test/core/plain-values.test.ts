import { describe, expect, jest, test } from "@jest/globals";
import { DefaultTokenResolver, Lazy, StringConcat, Token } from "cdktf";
import { RootConstruct } from "constructs";
import fc from "fast-check";
import { plainValuesFirst, type Resolve } from "../../modules/core/plain-values";
import resolving = require("cdktf/lib/tokens/private/resolve");

const published = resolving.resolve;

describe("a value", () => {
  const text = Token.asString(Token.asAny("text"));
  const withoutPrototype: unknown = Object.create(null);
  const circular: Record<string, unknown> = {};
  circular["again"] = { deeper: circular };

  const strings = [
    "",
    "a",
    text,
    `a-${text}`,
    `\${${text}}`,
    "${var.a}",
    "} ${",
    "1e5",
    "-1.5e+300",
    "#{TfToken[",
    "each",
  ];
  const leaves: readonly unknown[] = [
    ...strings,
    `${Token.asNumber(Token.asAny(5))}`,
    "String Map Token Value",
    ...[0, -0, 0.5, -1, -123456789, -1e300, Number.NaN, Number.NEGATIVE_INFINITY, Token.asNumber(Token.asAny(5))],
    ...[true, false, null, undefined, 5n, Symbol.iterator, new Date(0), new Map([["a", 1]]), new RootConstruct().node],
    ...[
      Token.asAny({ deep: [text, undefined] }),
      Lazy.anyValue({ produce: () => [{ text }] }),
      { resolve: "no token" },
      { creationStack: [], resolve: () => [text] },
    ],
    ...[
      Token.asList(Token.asAny(["a", text])),
      Token.asNumberList(Token.asAny([1])),
      Token.asStringMap(Token.asAny({ a: 1 })),
    ],
    ...[
      [text, ...Token.asList(Token.asAny(["a"]))],
      [1, ...Token.asNumberList(Token.asAny([2]))],
    ],
    ...[() => 0, circular, { _children: {}, _metadata: {} }, withoutPrototype, Lazy.stringValue({ produce: fails })],
  ];

  function fails(): string {
    throw new Error("nothing to produce");
  }

  const values = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(...leaves),
      fc.string(),
      fc.double(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(fc.constantFrom("__proto__", "resolve", "_children", ...strings), fc.string()),
        tie("value"),
        {
          maxKeys: 4,
          noNullPrototype: true,
        },
      ),
    ),
  })).value;

  /** What comes of a value: the result, or the message of the error. */
  function outcome(resolve: Resolve, value: unknown): unknown {
    const resolver = new DefaultTokenResolver(new StringConcat());
    try {
      const is: unknown = resolve(value, { scope: new RootConstruct(), preparing: false, resolver, prefix: ["above"] });
      return { is };
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  }

  const fast = plainValuesFirst(published);

  test("of any kind resolves as in cdktf, errors too", () => {
    for (const leaf of leaves)
      for (const value of [leaf, [leaf], [leaf, leaf], { field: leaf }, { field: [{ deeper: leaf }] }])
        expect(outcome(fast, value)).toStrictEqual(outcome(published, value));
  });

  test("of any shape resolves as in cdktf, errors too", () => {
    fc.assert(
      fc.property(values, (value) => expect(outcome(fast, value)).toStrictEqual(outcome(published, value))),
      { numRuns: 2_000 },
    );
  });

  test.each([199, 200, 201, 202])("%i deep resolves as in cdktf, errors too", (depth) => {
    for (const core of ["leaf", {}, []]) {
      const nested = Array.from({ length: depth }).reduce<unknown>((inner) => ({ inner }), core);
      expect(outcome(fast, nested)).toEqual(outcome(published, nested));
    }
  });

  test("that holds no token never reaches cdktf", () => {
    const cdktf = jest.fn<Resolve>();
    const value = { list: ["a", 1, null, { nested: true }], none: undefined, policy: JSON.stringify({ a: ["*"] }) };
    const { none: _, ...kept } = value;
    expect(outcome(plainValuesFirst(cdktf), value)).toEqual({ is: kept });
    expect(cdktf).not.toHaveBeenCalled();
  });
});
