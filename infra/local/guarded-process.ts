import { type ChildProcess, spawn } from "node:child_process";

/**
 * Runs the command; when the guard's standard input closes, because the runner ended in whatever
 * way, kills it. So nothing outlives even a `kill -9` of the runner.
 */
const guard = [
  "exec 3<&0",
  '"$@" </dev/null 3<&- & child=$!',
  "trap 'kill -TERM $child 2>/dev/null' TERM INT",
  "( cat <&3 >/dev/null; kill -KILL $child ) >/dev/null 2>&1 & watch=$!",
  "wait $child; code=$?",
  // A trapped signal ends the first wait before the command has ended.
  "wait $child 2>/dev/null",
  "kill $watch 2>/dev/null",
  "exit $code",
].join("\n");

export interface GuardedProcess {
  /** Resolves with the exit code once it has ended. */
  readonly ended: Promise<number>;
  /** What it last wrote, for a message about its end. */
  lastLines(): string;
  stop(): Promise<void>;
}

/** Starts a program that ends with this process. @throws nothing: a failed start ends at once */
export function startGuarded(
  command: string,
  args: readonly string[],
  options: {
    readonly environment?: NodeJS.ProcessEnv;
    readonly onLine?: (line: string) => void;
  } = {},
): GuardedProcess {
  const [file, fileArgs] =
    process.platform === "win32"
      ? [command, [...args]]
      : ["/bin/sh", ["-c", guard, "guard", command, ...args]];
  const child = spawn(file, fileArgs, {
    stdio: ["pipe", "pipe", "pipe"],
    env: options.environment ?? process.env,
    // Ctrl-C reaches the terminal's whole group; the runner stops its parts in order itself.
    detached: true,
  });
  let tail = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      tail = (tail + text).slice(-2000);
      for (const line of text.split("\n")) if (line !== "") options.onLine?.(line);
    });
  }
  child.stdin.on("error", () => {});
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
    child.once("error", () => resolve(127));
  });
  return { ended, lastLines: () => tail.trim(), stop: () => stopChild(child, ended) };
}

async function stopChild(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.stdin?.end(), 2000);
  await ended;
  clearTimeout(impatience);
}
