import { describeDuration } from "../../shared/segmentation/time/duration.ts";
import type { Schemas } from "../api/client.ts";

export type Program = Schemas["Program"];
export type ProgramKind = Program["kind"];

interface KindWords {
  readonly label: string;
  /** Of the list: several of them. */
  readonly plural: string;
  /** What it is for, where one is chosen. */
  readonly sentence: string;
}

/** In the order in which they are offered. */
export const kindWords: Readonly<Record<ProgramKind, KindWords>> = {
  grant: {
    label: "Access",
    plural: "Access",
    sentence: "Show members something in your portal, and hide it again when they leave.",
  },
  course: {
    label: "Course",
    plural: "Courses",
    sentence: "Enrol members in a course of your learning system.",
  },
  certificate: {
    label: "Certificate",
    plural: "Certificates",
    sentence: "Award members a certificate that anybody can verify.",
  },
  notification: {
    label: "Notification",
    plural: "Notifications",
    sentence: "Tell people by e-mail or webhook when somebody enters, or of news of a deal.",
  },
  automation: {
    label: "Automation",
    plural: "Automations",
    sentence: "Start something in another system when somebody enters or leaves.",
  },
  price: {
    label: "Price",
    plural: "Prices",
    sentence: "Give members a discount or a price of their own.",
  },
  goal: {
    label: "Goal",
    plural: "Goals",
    sentence: "Watch how far each segment is on the way to a number.",
  },
};

export const kinds: readonly ProgramKind[] = [
  "grant",
  "course",
  "certificate",
  "notification",
  "automation",
  "price",
  "goal",
];

type Resource = Extract<Program, { kind: "grant" }>["resource"];

/** What a portal shows or allows, in the reader's words. */
export const resourceWords: Readonly<Record<Resource["type"], string>> = {
  "portal-tab": "Portal tab",
  "portal-page": "Portal page",
  asset: "Asset",
  folder: "Folder",
  announcement: "Announcement",
  "quote-creation": "Creating quotes",
  "profile-editing": "Editing the profile",
  "deal-coach": "Deal coach",
  collaboration: "Working on deals together",
  invitation: "Inviting colleagues",
  report: "Report",
  dashboard: "Dashboard",
};

/** What a program does, in one line. */
export function doesWords(program: Program): string {
  switch (program.kind) {
    case "grant":
      return `${resourceWords[program.resource.type]}: ${program.resource.id}`;
    case "price":
      return `${termsWords(program.terms)} for ${program.product}`;
    case "goal":
      return `${measureWords(program.measure)} reaches ${targetWords(program)}`;
    case "course":
      return `Enrolment in ${program.courseId}`;
    case "certificate":
      return program.validFor === undefined
        ? `“${program.certificate}”, without an end`
        : `“${program.certificate}”, valid for ${describeDuration(program.validFor)}`;
    case "notification":
      return program.about === "deals" ? "News of deals" : "Who enters";
    case "automation":
      return `Calls ${hostOf(program.url)} when somebody ${program.on.map((on) => (on === "entered" ? "enters" : "leaves")).join(" or ")}`;
  }
}

/** What entering and leaving do. */
export function effectWords(program: Program): { entering: string; leaving: string } {
  switch (program.kind) {
    case "grant":
      return {
        entering: "They see it at once.",
        leaving: "It is gone for them at once; nothing says that it was ever there.",
      };
    case "price":
      return {
        entering: `They pay less or otherwise at once: ${termsWords(program.terms)}. Where several prices match, the highest precedence (this has ${program.precedence}) counts.`,
        leaving: "The next price that matches counts, or the list price.",
      };
    case "goal":
      return {
        entering: "They count towards the goal.",
        leaving: "They no longer count.",
      };
    case "course":
      return {
        entering: `They are enrolled in ${program.courseId}.`,
        leaving:
          program.onExit === "keep" ? "They stay enrolled." : "Their enrolment is withdrawn.",
      };
    case "certificate":
      return {
        entering: `They are awarded “${program.certificate}”.`,
        leaving: program.onExit === "keep" ? "They keep it." : "It is revoked.",
      };
    case "notification":
      return { entering: told(program), leaving: silence };
    case "automation": {
      const called = `${hostOf(program.url)} is called.`;
      return {
        entering: program.on.includes("entered") ? called : silence,
        leaving: program.on.includes("exited") ? called : silence,
      };
    }
  }
}

const silence = "Nothing is sent.";

function told({ about, url, email }: Extract<Program, { kind: "notification" }>): string {
  if (about === "deals")
    return "Nothing is sent; from then on they hear of deals that they collaborate on.";
  if (email === undefined)
    return url === undefined ? "Nobody is told yet." : `${hostOf(url)} is told.`;
  const to =
    email.to === "members"
      ? "They get"
      : email.to === "owner"
        ? "The owner gets"
        : `${email.to} gets`;
  return `${to} an e-mail: “${email.subject}”.`;
}

export function termsWords(terms: Extract<Program, { kind: "price" }>["terms"]): string {
  if ("discountPercent" in terms) return `${terms.discountPercent.toLocaleString()}% off`;
  return money(terms.price, terms.currency);
}

function money(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(amount);
  } catch {
    return `${amount.toLocaleString()} ${currency}`;
  }
}

export function measureWords(measure: Extract<Program, { kind: "goal" }>["measure"]): string {
  switch (measure.function) {
    case "count":
      return "The number of members";
    case "sum":
      return `The sum of ${measure.attribute}`;
    case "average":
      return `The average ${measure.attribute}`;
    case "rate":
      return `The share with ${measure.attribute} “${String(measure.value)}”`;
  }
}

export function measured(
  measure: Extract<Program, { kind: "goal" }>["measure"],
  value: number,
  unit: string | undefined,
): string {
  if (measure.function === "rate") return percent(value);
  return `${value.toLocaleString()}${unit === undefined ? "" : ` ${unit}`}`;
}

function targetWords({ measure, target, unit }: Extract<Program, { kind: "goal" }>): string {
  return measured(measure, target, unit);
}

function percent(share: number): string {
  return share.toLocaleString(undefined, { style: "percent", maximumFractionDigits: 1 });
}

/** Whether entering and leaving are acted on; then the program has members of its own. */
export function isActing({ kind }: Pick<Program, "kind">): boolean {
  switch (kind) {
    case "course":
    case "certificate":
    case "notification":
    case "automation":
      return true;
    case "grant":
    case "price":
    case "goal":
      return false;
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
