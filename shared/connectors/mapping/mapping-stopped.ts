/** Why a mapping went no further, as a sentence for the admin who wrote it. */
export class MappingStopped extends Error {}
