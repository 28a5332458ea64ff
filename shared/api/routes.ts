import { getActivity } from "./activity.ts";
import { getAttribute } from "./attribute-detail.ts";
import { getAttributes, putAttribute } from "./attributes.ts";
import { getBehaviours, putBehaviour } from "./behaviours.ts";
import { getCertificate, getCertificates } from "./certificates.ts";
import { getConnectionKinds } from "./connection-kinds.ts";
import { getRefused, postRetry, postTrial } from "./connection-mapping.ts";
import {
  deleteConnection,
  getConnection,
  getConnections,
  patchConnection,
  postConnection,
  postGrant,
} from "./connections.ts";
import { getCoverage } from "./coverage.ts";
import { deleteDestination, getDestinations, postDestination } from "./destinations.ts";
import {
  deleteDirectory,
  getDirectories,
  getDirectory,
  patchDirectory,
  postDirectory,
} from "./directories.ts";
import { deleteErasure, postErasure } from "./erasures.ts";
import { getExplanation } from "./explanation.ts";
import { getExport } from "./exports.ts";
import { postFlag, postFlags } from "./flags.ts";
import { getGrants } from "./grants.ts";
import { getHealth } from "./health.ts";
import { postImpact } from "./hygiene-impact.ts";
import { postImport } from "./imports.ts";
import { postListRule } from "./list-rule.ts";
import { deleteMailStop, getMailStops, getMails } from "./mails.ts";
import { getMe } from "./me.ts";
import { getMembers } from "./members.ts";
import { postNotice } from "./notices.ts";
import { getGrant } from "./oauth.ts";
import { getDescription } from "./openapi.ts";
import { preview } from "./preview.ts";
import { postAttributes } from "./profile-attributes.ts";
import { postMerge, postSplit } from "./profile-parts.ts";
import { getForecast, getRelated } from "./profile-related.ts";
import { getProfileSearch } from "./profile-search.ts";
import { getTimeline } from "./profile-timeline.ts";
import { getProfile, getProfileByKey } from "./profiles.ts";
import { deleteProgram, getProgram, getPrograms, patchProgram, postProgram } from "./programs.ts";
import { getReceipt } from "./receipts.ts";
import { getRecordCard } from "./record-card.ts";
import { getRefusedRecords } from "./refused-records.ts";
import { getResults } from "./results.ts";
import type { Route } from "./route.ts";
import { postRuleExplanation } from "./rule-explanation.ts";
import { postRuleDescription, postRuleFromSql, postRuleToSql } from "./rules.ts";
import {
  getScimConfiguration,
  getScimResourceType,
  getScimResourceTypes,
  getScimSchema,
  getScimSchemas,
} from "./scim/discovery.ts";
import { getScimGroup, getScimGroups } from "./scim/groups.ts";
import { getScimUser, getScimUsers } from "./scim/users.ts";
import { getComparison } from "./segment-comparison.ts";
import { getCounts, getProgress } from "./segment-counts.ts";
import { getFindings } from "./segment-findings.ts";
import { getSegmentHealth } from "./segment-health.ts";
import { getHistory, postReview } from "./segment-history.ts";
import { getPopulation } from "./segment-population.ts";
import { postVersion, promoteVersion } from "./segment-versions.ts";
import {
  deleteSegment,
  getSegment,
  getSegments,
  patchSegment,
  postSegment,
  resumeSegment,
} from "./segments.ts";
import { getSignIn } from "./sign-in/sign-in.ts";
import { deleteSuppression, getSuppression, putSuppression } from "./suppressions.ts";
import { getSweeps, postDestinationSweep, postSweeps } from "./sweeps.ts";
import { getTransitions } from "./transitions.ts";
import { getUnsubscribe, postUnsubscribe } from "./unsubscribe.ts";

/** The whole public surface but the webhooks. */
export const routes: readonly Route[] = [
  getSegments,
  postSegment,
  preview,
  getSegment,
  patchSegment,
  deleteSegment,
  resumeSegment,
  postVersion,
  promoteVersion,
  getComparison,
  getFindings,
  getHistory,
  postReview,
  getSegmentHealth,
  getMembers,
  getCounts,
  getTransitions,
  getPopulation,
  getDestinations,
  postDestination,
  deleteDestination,
  postDestinationSweep,
  getRefusedRecords,
  postRuleFromSql,
  postRuleToSql,
  postRuleDescription,
  getProfileByKey,
  getProfileSearch,
  getProfile,
  getTimeline,
  getRelated,
  getForecast,
  postSplit,
  postMerge,
  postAttributes,
  getExplanation,
  postRuleExplanation,
  getReceipt,
  getExport,
  postErasure,
  deleteErasure,
  getGrants,
  postFlags,
  postFlag,
  getPrograms,
  postProgram,
  getProgram,
  patchProgram,
  deleteProgram,
  postNotice,
  getMails,
  getMailStops,
  deleteMailStop,
  getUnsubscribe,
  postUnsubscribe,
  getProgress,
  getResults,
  getCoverage,
  getActivity,
  getCertificates,
  getCertificate,
  getAttributes,
  getAttribute,
  putAttribute,
  getBehaviours,
  putBehaviour,
  getSuppression,
  putSuppression,
  deleteSuppression,
  postImpact,
  getConnectionKinds,
  getConnections,
  postConnection,
  getConnection,
  patchConnection,
  deleteConnection,
  postGrant,
  postImport,
  getSweeps,
  postSweeps,
  postTrial,
  getRefused,
  postRetry,
  postListRule,
  getDirectories,
  postDirectory,
  getDirectory,
  patchDirectory,
  deleteDirectory,
  getScimConfiguration,
  getScimResourceTypes,
  getScimResourceType,
  getScimSchemas,
  getScimSchema,
  getScimGroups,
  getScimGroup,
  getScimUsers,
  getScimUser,
  getGrant,
  getRecordCard,
  getMe,
  getSignIn,
  getDescription,
  getHealth,
];
