import { getAttributes, putAttribute } from "./attributes.ts";
import { getRefused, postRetry, postTrial } from "./connection-mapping.ts";
import {
  deleteConnection,
  getConnection,
  getConnections,
  patchConnection,
  postConnection,
  postGrant,
} from "./connections.ts";
import { deleteDestination, getDestinations, postDestination } from "./destinations.ts";
import { getExplanation } from "./explanation.ts";
import { getHealth } from "./health.ts";
import { postImport } from "./imports.ts";
import { postListRule } from "./list-rule.ts";
import { getMembers } from "./members.ts";
import { getGrant } from "./oauth.ts";
import { getDescription } from "./openapi.ts";
import { preview } from "./preview.ts";
import { getProfile, getProfileByKey } from "./profiles.ts";
import type { Route } from "./route.ts";
import { postRuleDescription, postRuleFromSql, postRuleToSql } from "./rules.ts";
import { postVersion, promoteVersion } from "./segment-versions.ts";
import {
  deleteSegment,
  getSegment,
  getSegments,
  patchSegment,
  postSegment,
  resumeSegment,
} from "./segments.ts";
import { getTransitions } from "./transitions.ts";

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
  getMembers,
  getTransitions,
  getDestinations,
  postDestination,
  deleteDestination,
  postRuleFromSql,
  postRuleToSql,
  postRuleDescription,
  getProfileByKey,
  getProfile,
  getExplanation,
  getAttributes,
  putAttribute,
  getConnections,
  postConnection,
  getConnection,
  patchConnection,
  deleteConnection,
  postGrant,
  postImport,
  postTrial,
  getRefused,
  postRetry,
  postListRule,
  getGrant,
  getDescription,
  getHealth,
];
