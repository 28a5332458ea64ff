import { BuildJobStore } from "./build-jobs.ts";
import { ConnectionCounters } from "./connection-counters.ts";
import { ConnectionStore } from "./connections.ts";
import { DestinationStore } from "./destinations.ts";
import { FlightStore } from "./flights.ts";
import { HistoryStore } from "./history.ts";
import { IdentityClaims } from "./identity-claims.ts";
import { LinkStore } from "./links.ts";
import { MemberStore } from "./members.ts";
import { OAuthStates } from "./oauth-states.ts";
import { ProfileStore } from "./profiles.ts";
import { PushRecordStore } from "./push-records.ts";
import { RefusedWebhooks } from "./refused-webhooks.ts";
import { RememberedAnswers } from "./remembered-answers.ts";
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
    connections: new ConnectionStore(tables),
    counters: new ConnectionCounters(tables),
    refusedWebhooks: new RefusedWebhooks(tables),
    destinations: new DestinationStore(tables),
    pushes: new PushRecordStore(tables),
    flights: new FlightStore(tables),
    oauthStates: new OAuthStates(tables),
    tokens: new TokenStore(tables),
    answers: new RememberedAnswers(tables),
  };
}
