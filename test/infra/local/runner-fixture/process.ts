/** Runs the small system in a process of its own, to be killed: arguments are data and template folder. */
import { startSystem } from "../../../../infra/local/system.ts";

const [dataFolder = "", templateFolder = ""] = process.argv.slice(2);
const system = await startSystem({ dataFolder, templateFolder });
console.log(JSON.stringify({ url: system.url, databaseUrl: system.databaseUrl }));
