import { AccessRenewals } from "./access-renewals.ts";
import { BuildJobStore } from "./build-jobs.ts";
import { CatalogueStore } from "./catalogue.ts";
import { CertificateStore } from "./certificates.ts";
import { ConnectionCounters } from "./connection-counters.ts";
import { ConnectionStore } from "./connections.ts";
import { DestinationStore } from "./destinations.ts";
import { DirectoryStore } from "./directories.ts";
import { ErasureMarks } from "./erasure-marks.ts";
import { FlightStore } from "./flights.ts";
import { HistoryStore } from "./history.ts";
import { IdentityClaims } from "./identity-claims.ts";
import { ImportJobStore } from "./import-jobs.ts";
import { JournalPositions } from "./journal-positions.ts";
import { LatenessStore } from "./lateness.ts";
import { LinkStore } from "./links.ts";
import { MailStore } from "./mails.ts";
import { MemberStore } from "./members.ts";
import { MembersThereStore } from "./members-there.ts";
import { OAuthStates } from "./oauth-states.ts";
import { ProfileStore } from "./profiles.ts";
import { ProgramDueStore } from "./program-dues.ts";
import { ProgramStore } from "./programs.ts";
import { PushRecordStore } from "./push-records.ts";
import { RefusedWebhooks } from "./refused-webhooks.ts";
import { RememberedAnswers } from "./remembered-answers.ts";
import { RequestBudgets } from "./request-budgets.ts";
import { RetirementStore } from "./retirements.ts";
import type { KeyService } from "./sealing/key-service.ts";
import { Kms } from "./sealing/kms.ts";
import { Sealer } from "./sealing/sealer.ts";
import { SegmentIndexStore } from "./segment-index.ts";
import { SegmentStore } from "./segments.ts";
import { SweepJobStore } from "./sweep-jobs.ts";
import { openTables, type TableNames, type Tables } from "./tables.ts";
import { TallyStore } from "./tallies.ts";
import { TokenStore } from "./tokens.ts";
import { TransitionStore } from "./transitions.ts";
import { TurnStore } from "./turns.ts";

/** Every room of the database, one object each: the seam on which the flow can be simulated. */
export type Storage = ReturnType<typeof openStorage>;

export function openStorage(names: TableNames) {
  return roomsOver(openTables(names), new Kms());
}

/** The rooms over whatever understands the database's commands. */
export function roomsOver(tables: Tables, keys: KeyService) {
  const sealer = new Sealer(keys);
  return {
    profiles: new ProfileStore(tables),
    claims: new IdentityClaims(tables, new ErasureMarks(tables, keys)),
    index: new SegmentIndexStore(tables),
    segments: new SegmentStore(tables),
    retirements: new RetirementStore(tables),
    mails: new MailStore(tables),
    members: new MemberStore(tables),
    links: new LinkStore(tables),
    transitions: new TransitionStore(tables),
    turns: new TurnStore(tables),
    history: new HistoryStore(tables),
    tallies: new TallyStore(tables),
    certificates: new CertificateStore(tables),
    programs: new ProgramStore(tables),
    programDues: new ProgramDueStore(tables),
    builds: new BuildJobStore(tables),
    connections: new ConnectionStore(tables, sealer),
    counters: new ConnectionCounters(tables),
    refusedWebhooks: new RefusedWebhooks(tables),
    catalogue: new CatalogueStore(tables),
    imports: new ImportJobStore(tables),
    journals: new JournalPositions(tables),
    budgets: new RequestBudgets(tables),
    lateness: new LatenessStore(tables),
    destinations: new DestinationStore(tables, sealer),
    pushes: new PushRecordStore(tables),
    flights: new FlightStore(tables),
    sweeps: new SweepJobStore(tables),
    membersThere: new MembersThereStore(tables),
    renewals: new AccessRenewals(tables),
    oauthStates: new OAuthStates(tables, sealer),
    tokens: new TokenStore(tables),
    directories: new DirectoryStore(tables),
    answers: new RememberedAnswers(tables, sealer),
  };
}
