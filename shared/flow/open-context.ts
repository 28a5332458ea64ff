import { openBus, openQueues } from "../messaging/clients.ts";
import { clock } from "../runtime/clock.ts";
import { setting } from "../runtime/configuration.ts";
import { log } from "../runtime/logger.ts";
import { openStorage } from "../storage/storage.ts";
import { BulkPace } from "./bulk-pace.ts";
import type { FlowContext } from "./context.ts";
import { IndexReader } from "./index-reader.ts";

/** The context of a deployed function: made once, when the function is loaded. */
export function openContext(): FlowContext {
  const storage = openStorage({
    profiles: setting("PROFILES_TABLE"),
    views: setting("VIEWS_TABLE"),
    registry: setting("REGISTRY_TABLE"),
  });
  const index = new IndexReader(storage.index);
  const pace = new BulkPace({ storage, clock });
  return { storage, index, clock, log, queues: openQueues(), bus: openBus(), pace };
}
