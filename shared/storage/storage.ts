import { AccessRenewals } from "./access-renewals.ts";
import { BuildJobStore } from "./build-jobs.ts";
import { CatalogueStore } from "./catalogue.ts";
import { ConnectionCounters } from "./connection-counters.ts";
import { ConnectionStore } from "./connections.ts";
import { DestinationStore } from "./destinations.ts";
import { FlightStore } from "./flights.ts";
import { HistoryStore } from "./history.ts";
import { IdentityClaims } from "./identity-claims.ts";
import { ImportJobStore } from "./import-jobs.ts";
import { LinkStore } from "./links.ts";
import { MemberStore } from "./members.ts";
import { OAuthStates } from "./oauth-states.ts";
import { ProfileStore } from "./profiles.ts";
import { PushRecordStore } from "./push-records.ts";
import { RefusedWebhooks } from "./refused-webhooks.ts";
import { RememberedAnswers } from "./remembered-answers.ts";
import { Kms } from "./sealing/kms.ts";
import { Sealer } from "./sealing/sealer.ts";
import { RequestBudgets } from "./request-budgets.ts";
import { SegmentIndexStore } from "./segment-index.ts";
import { SegmentStore } from "./segments.ts";
import { openTables, type TableNames } from "./tables.ts";
import { TallyStore } from "./tallies.ts";
import { TokenStore } from "./tokens.ts";
import { TransitionStore } from "./transitions.ts";

/** Every room of the database, one object each: the seam on which the flow can be simulated. */
export type Storage = ReturnType<typeof openStorage>;

export function openStorage(names: TableNames) {
  const tables = openTables(names);
  const sealer = new Sealer(new Kms());
  return {
    profiles: new ProfileStore(tables),
    claims: new IdentityClaims(tables),
    index: new SegmentIndexStore(tables),
    segments: new SegmentStore(tables),
    members: new MemberStore(tables),
    links: new LinkStore(tables),
    transitions: new TransitionStore(tables),
    history: new HistoryStore(tables),
    tallies: new TallyStore(tables),
    builds: new BuildJobStore(tables),
    connections: new ConnectionStore(tables, sealer),
    counters: new ConnectionCounters(tables),
    refusedWebhooks: new RefusedWebhooks(tables),
    catalogue: new CatalogueStore(tables),
    imports: new ImportJobStore(tables),
    budgets: new RequestBudgets(tables),
    destinations: new DestinationStore(tables, sealer),
    pushes: new PushRecordStore(tables),
    flights: new FlightStore(tables),
    renewals: new AccessRenewals(tables),
    oauthStates: new OAuthStates(tables, sealer),
    tokens: new TokenStore(tables),
    answers: new RememberedAnswers(tables, sealer),
  };
}
