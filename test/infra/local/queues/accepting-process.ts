import { createServer } from "node:http";
import { createQueueHandler } from "../../../../infra/local/queues/queue-server.ts";
import { QueueStore } from "../../../../infra/local/queues/queue-store.ts";

/** Serves the queues in the file of its first argument until it is killed; prints its port. */
const store = new QueueStore(process.argv[2] ?? "", Date.now);
store.addQueue({ name: "changes" });
const handle = createQueueHandler(store);
const server = createServer((request, response) => void handle(request, response));
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify(server.address())));
