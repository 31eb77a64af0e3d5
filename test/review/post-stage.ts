import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { PostRequest } from "../../modules/review/post";
import type { Folders } from "../cli/command";
import { VirtualClock } from "../recovery/virtual-clock";
import { FakeForge } from "./fake-forge";

/** What is posted. */
export const body = "## Passed: nothing that a rule speaks against\n\ntext\n";

/** What it is posted with: nobody's, and another in every run. */
export const token = randomBytes(20).toString("hex");

/** A server, a clock, and requests as pipelines make them. */
export class PostStage {
  readonly forge = new FakeForge();
  readonly clock = new VirtualClock();
  private url = "";

  constructor(private readonly folders: Folders) {}

  async start(): Promise<string> {
    this.url = await this.forge.start();
    return this.url;
  }

  stop(): Promise<void> {
    return this.forge.stop();
  }

  /** For pull request 12, with everything that a pipeline sets. */
  request(on: "github" | "gitlab", changed: Partial<PostRequest> = {}): PostRequest {
    const { url, clock } = this;
    const event = JSON.stringify({ pull_request: { number: 12 } });
    const folder = this.folders.make({ "comment.md": body, "event.json": event });
    const github = {
      ...{ GITHUB_API_URL: url, GITHUB_TOKEN: token, GITHUB_REPOSITORY: "example/platform" },
      GITHUB_EVENT_PATH: join(folder, "event.json"),
    };
    const gitlab = {
      ...{ CI_API_V4_URL: url, GITLAB_TOKEN: token, CI_PROJECT_ID: "77", CI_MERGE_REQUEST_PROJECT_ID: "7" },
      CI_MERGE_REQUEST_IID: "12",
    };
    if (on === "gitlab") this.forge.user = { id: 1, login: "reviewer", type: "User" };
    return {
      ...{ path: join(folder, "comment.md"), on, number: undefined, artifact: join(folder, "left"), longest: 300_000 },
      ...{ variables: on === "github" ? github : gitlab, clock, signal: new AbortController().signal },
      ...changed,
    };
  }

  /** Every comment that there is now. */
  bodies(): readonly string[] {
    return this.forge.comments.map((comment) => comment.body);
  }

  /** The requests that change anything. */
  writes(): readonly string[] {
    return this.forge.seen.filter((line) => !line.startsWith("GET "));
  }
}
