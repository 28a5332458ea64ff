/**
 * Imports point downward. Each room names the rooms below it that it may import; what is
 * not named is an error, types included.
 */
const below = {
  functions: ["shared"],
  "shared/api": [
    "flow",
    "profiles",
    "connectors",
    "programs",
    "storage",
    "messaging",
    "contracts",
    "segmentation",
    "runtime",
  ],
  "shared/flow": [
    "profiles",
    "connectors",
    "programs",
    "storage",
    "messaging",
    "contracts",
    "segmentation",
    "runtime",
  ],
  "shared/profiles": ["contracts", "segmentation", "runtime"],
  "shared/connectors": ["contracts", "segmentation", "runtime"],
  "shared/programs": ["contracts", "segmentation", "runtime"],
  "shared/storage": ["profiles", "contracts", "segmentation", "runtime"],
  "shared/messaging": ["contracts", "segmentation", "runtime"],
  "shared/contracts": ["segmentation", "runtime"],
  "shared/segmentation": [],
  "shared/runtime": [],
  console: ["contracts", "segmentation"],
};

const sources = "^(functions|shared|infra|console|test)/";

const rooms = Object.entries(below).map(([room, allowed]) => ({
  name: `${room} imports only from the rooms below it`,
  severity: "error",
  from: { path: `^${room}/` },
  to: {
    path: sources,
    pathNot: [
      ...(room === "functions" ? [] : [`^${room}/`]),
      ...(allowed.includes("shared") ? ["^shared/"] : allowed.map((name) => `^shared/${name}/`)),
    ],
  },
}));

const onlyIn = (name, rooms, packages) => ({
  name,
  severity: "error",
  from: { path: "^(functions|shared|console)/", pathNot: rooms },
  to: { path: `node_modules/(${packages})` },
});

export default {
  forbidden: [
    ...rooms,
    {
      name: "nothing goes round in a circle",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "every import is found",
      severity: "error",
      // HubSpot compiles its card against packages of the card's own.
      from: { pathNot: "^infra/install/hubspot/.*[.]tsx$" },
      to: { couldNotResolve: true },
    },
    {
      name: "shared/segmentation is pure: no Node, no AWS, no package that does I/O",
      severity: "error",
      from: { path: "^shared/segmentation/", pathNot: "^shared/segmentation/sql/" },
      to: { path: "node_modules/(?!luxon|@types/luxon|zod)" },
    },
    {
      name: "shared/segmentation/sql may also use the query builder's reader and writer",
      severity: "error",
      from: { path: "^shared/segmentation/sql/" },
      to: { path: "node_modules/(?!luxon|@types/luxon|zod|@react-querybuilder|@ts-jison)" },
    },
    {
      name: "SQL is large: only the API reads and writes it",
      severity: "error",
      from: { path: "^(functions|shared|infra)/", pathNot: "^shared/(segmentation/sql|api)/" },
      to: { path: "^shared/segmentation/sql/" },
    },
    {
      name: "shared/segmentation and shared/contracts run in a browser: nothing of Node",
      severity: "error",
      from: { path: "^shared/(segmentation|contracts)/" },
      to: { dependencyTypes: ["core"] },
    },
    onlyIn(
      "only shared/storage knows DynamoDB, and the keys that its secrets rest under",
      "^shared/storage/",
      "@aws-sdk/(client-dynamodb|lib-dynamodb|util-dynamodb|client-kms)",
    ),
    onlyIn(
      "only shared/messaging knows SQS and EventBridge",
      "^shared/messaging/",
      "@aws-sdk/client-(sqs|eventbridge)",
    ),
    onlyIn(
      "only shared/connectors knows vendors' clients",
      "^shared/connectors/",
      "@hubspot|jsforce",
    ),
    {
      name: "production code imports no package that is only there for development",
      severity: "error",
      from: { path: "^(functions|shared)/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "what is deployed is described without the code that runs in it",
      severity: "error",
      from: { path: "^infra/", pathNot: "^infra/(local|install)/" },
      to: { path: "^(functions|shared)/", pathNot: "^shared/contracts/" },
    },
    {
      name: "nothing imports tests",
      severity: "error",
      from: { path: "^(functions|shared|infra|console)/" },
      to: { path: "^test/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    moduleSystems: ["es6", "cjs"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
