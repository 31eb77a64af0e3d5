const js = require("@eslint/js");
const { defineConfig, globalIgnores } = require("eslint/config");
const tseslint = require("typescript-eslint");

/** What is exported from here is read by people who never open the file: each export says what it is. */
const docstring = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      missing: "this export has no docstring; say what it is in a /** comment right above it",
      apart: "exported apart from its declaration; write export in front of the declaration, below its docstring",
    },
  },
  create(context) {
    const documented = (node) => {
      const above = context.sourceCode.getCommentsBefore(node).at(-1);
      return above?.type === "Block" && above.value.startsWith("*");
    };
    const check = (node) => {
      if (!documented(node)) context.report({ node, messageId: "missing" });
    };
    return {
      ExportDefaultDeclaration: check,
      ExportNamedDeclaration(node) {
        if (node.declaration) check(node);
        else if (!node.source) context.report({ node, messageId: "apart" });
      },
    };
  },
};

const forbidden = [
  { selector: "TSEnumDeclaration", message: "write a union of string literals instead of an enum" },
  {
    selector: "CatchClause > BlockStatement[body.length=0]",
    message: "an error is swallowed here; handle it, or let it pass",
  },
];

const untested = [
  {
    selector: "MemberExpression[object.name=/^(?:describe|it|test)$/][property.name=/^(?:failing|only|skip|todo)$/]",
    message: "every test runs, every time",
  },
  {
    selector: "ImportSpecifier[imported.name=/^[fx](?:describe|it|test)$/]",
    message: "every test runs, every time",
  },
];

module.exports = defineConfig(
  globalIgnores(["cdktf.out/", "coverage/"]),
  {
    // No file may exempt itself: a comment that switches a rule off has no effect, and is reported.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" },
    extends: [js.configs.recommended],
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", { max: 250 }],
      "no-console": "error",
      "no-restricted-syntax": ["error", ...forbidden],
      "no-warning-comments": [
        "error",
        { terms: ["todo", "fixme", "xxx", "hack", "prettier-ignore"], location: "anywhere" },
      ],
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      // `as const` stays allowed: it asserts nothing that the compiler did not see.
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // A one-line arrow, or an early `return report(…)`, reads as what it is: nothing comes back.
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/no-import-type-side-effects": "error",
      // `import x = require()` is TypeScript's own import of a CommonJS module as it is, and typed.
      "@typescript-eslint/no-require-imports": ["error", { allowAsImport: true }],
      // `{ gone, ...rest }` is how a property is left out, and `[, second]` with a name how an element is skipped.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { allowDefaultCaseForExhaustiveSwitch: false, requireDefaultForNonUnion: true },
      ],
    },
  },
  {
    files: ["modules/**/*.ts", "environments/**/*.ts"],
    plugins: { house: { rules: { docstring } } },
    rules: { "house/docstring": "error" },
  },
  {
    // A test may show what the compiler refuses, if it says what that is.
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": "allow-with-description" }],
      "no-restricted-syntax": ["error", ...forbidden, ...untested],
    },
  },
  { files: ["modules/cli/**", "scripts/**", "bench/**"], rules: { "no-console": "off" } },
  {
    files: ["**/*.{js,cjs}"],
    languageOptions: { sourceType: "commonjs", globals: { __dirname: "readonly", process: "readonly" } },
  },
);
