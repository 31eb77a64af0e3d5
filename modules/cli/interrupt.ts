/** What a terminal, a build server or a closed window sends to somebody who shall end. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const first = "interrupted: Terraform ends what it has begun and releases its locks; nothing new is begun";
const again = "still ending: Terraform was asked once, and a second time would make it lose the state";

/**
 * Does work that an interrupt must not cut short: it is told to end by the signal it is given, once, and `say` what is
 * going on each time somebody asks.
 */
export async function interruptible<Result>(
  say: (text: string) => void,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const onSignal = () => {
    say(controller.signal.aborted ? again : first);
    controller.abort();
  };
  for (const name of signals) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}
