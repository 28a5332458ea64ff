// Plain JavaScript for any Node from 20 on, with nothing installed: installs what is missing, then
// runs a script of this project on Node 24.
// usage: node infra/local/bootstrap.mjs <script.ts> [arguments]
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const modules = join(root, "node_modules");
const stamp = join(modules, ".installed-lock");

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");

/** Whether npm installed exactly what the lock file says, packages of other platforms aside. */
function matchesLock() {
  const installedLock = join(modules, ".package-lock.json");
  if (!existsSync(installedLock)) return false;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash()) return true;
  const wanted = readJson(join(root, "package-lock.json")).packages;
  const installed = readJson(installedLock).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true;
    const found = installed[path];
    return found ? found.version === version : Boolean(optional);
  });
}

function install() {
  console.log("Installing the packages of package-lock.json (npm ci); this takes a minute or two.");
  const npmScript = process.env.npm_execpath;
  const [command, ...before] = npmScript ? [process.execPath, npmScript] : ["npm"];
  const { status } = spawnSync(
    command,
    [...before, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: "inherit",
      shell: command === "npm" && process.platform === "win32",
    },
  );
  if (status === 0) return;
  console.error("The packages could not be installed; what npm wrote above says why.");
  process.exit(1);
}

function findNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const packaged = join(modules, `node-${platform}-${process.arch}`, "bin", file);
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  console.error(
    `Muster needs Node 24 or newer; this is ${process.version}, and npm has none for this platform.`,
  );
  return process.exit(1);
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  console.error("Which script? node infra/local/bootstrap.mjs <script.ts> [arguments]");
  process.exit(1);
}
if (!matchesLock()) install();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lockHash()) {
  writeFileSync(stamp, lockHash());
}

const node = findNode();
const child = spawn(node, [join(root, script), ...args], {
  // The channel carries nothing: its end tells the script that this process is gone.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? "") },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));

// npm that was killed cannot say so; between it and this process may stand a shell.
function ancestors() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(")")).split(" ")[2]}`;
  } catch {
    return String(process.ppid);
  }
}
if (process.env.npm_lifecycle_event) {
  const before = ancestors();
  setInterval(() => ancestors() === before || child.kill("SIGTERM"), 500).unref();
}

child.on("error", (error) => {
  console.error(`Node 24 at ${node} does not start: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
});
