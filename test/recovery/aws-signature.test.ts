import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { signedHeaders } from "../../modules/recovery/lease/aws-signature";

describe("requests to S3 are signed as in its API reference", () => {
  // The keys, times and signatures are those of the published examples: "Signature calculations for the authorization header".
  const identity = {
    accessKeyId: ["AKIAIOSFODNN7", "EXAMPLE"].join(""),
    secretAccessKey: ["wJalrXUtnFEMI", "K7MDENG", "bPxRfiCYEXAMPLEKEY"].join("/"),
  };
  const now = new Date("2013-05-24T00:00:00Z");
  const host = "https://examplebucket.s3.amazonaws.com";

  test.each([
    [
      "an object is read",
      { method: "GET", url: `${host}/test.txt`, headers: { Range: "bytes=0-9" } },
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
    [
      "an object is written",
      {
        method: "PUT",
        url: `${host}/test%24file.text`,
        headers: { Date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
        body: "Welcome to Amazon S3.",
      },
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ],
    [
      "a parameter has no value",
      { method: "GET", url: `${host}/?lifecycle`, headers: {} },
      "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ],
    [
      "objects are listed",
      { method: "GET", url: `${host}/?max-keys=2&prefix=J`, headers: {} },
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ],
  ] as const)("%s", (_, request, signature) => {
    const { authorization } = { authorization: "", ...signedHeaders(request, "us-east-1", identity, now) };
    expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=[^/]+\/20130524\/us-east-1\/s3\/aws4_request,/);
    expect(authorization.split("Signature=")[1]).toBe(signature);
  });

  test("a session's token is sent and signed", () => {
    const sessionToken = randomBytes(16).toString("base64");
    const request = { method: "GET", url: `${host}/`, headers: {} } as const;
    const headers = signedHeaders(request, "us-east-1", { ...identity, sessionToken }, now);
    expect(headers["x-amz-security-token"]).toBe(sessionToken);
    expect(headers["authorization"]).toContain(";x-amz-security-token,");
  });
});
