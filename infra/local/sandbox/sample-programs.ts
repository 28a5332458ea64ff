/** What the sample's segments drive, as it is posted to the API once names and systems have their ids. */
export interface SampleProgram {
  readonly name: string;
  readonly owner: string;
  readonly description: string;
  /** Segments by name. */
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** From when the sample is made. */
  readonly lastsDays?: number;
  readonly effect: Readonly<Record<string, unknown>>;
  /** By what it is seen whether it does what it is for, against so many who are left out. */
  readonly outcomes?: readonly object[];
  readonly holdoutPercent?: number;
  /** It enrols at one of the sample's learning systems … */
  readonly enrols?: "lms" | "thinkific" | "teachable" | "scim";
  /** … or tells the sandbox's notice board, under this name. */
  readonly board?: string;
}

const partners = "Priya Kapoor, Partner Enablement";
const success = "Jonas Weber, Customer Education";

const deskCompanies = "Partners — Gold and Platinum";
const deskPeople = "People — At partners with the deal desk";
const goldPeople = "People — Gold partners";
const activated = "Partners — Activated in the last 30 days";
const expiring = "Certification — Expires within 30 days";
const certified = "Certification — Active";
const reps = "Persona — Channel sales reps in onboarding";
const emea = "Geography — EMEA";
const cohort = "Cohort — 2026-Q4 launch";
const atRisk = "At risk — No activity in 60 days";

const completed = {
  kind: "behaviour",
  name: "Completed",
  within: "P60D",
  behaviour: "enrollment_completed",
};

const grants = (type: string, id: string) => ({ kind: "grant", resource: { type, id } });

export const samplePrograms: readonly SampleProgram[] = [
  {
    name: "Portal — Getting started",
    owner: partners,
    description: "New partners find their first steps.",
    include: [activated],
    effect: grants("portal-tab", "getting-started"),
  },
  {
    name: "Portal — Deal desk",
    owner: partners,
    description: "A page for everybody who works at a Gold or Platinum partner.",
    include: [deskCompanies],
    effect: grants("portal-page", "deal-desk"),
  },
  {
    name: "Library — Pricing playbooks",
    owner: partners,
    description: "Partner-confidential: others do not see that there is such a folder.",
    include: [deskCompanies],
    effect: grants("folder", "pricing-playbooks"),
  },
  {
    name: "Library — Recertification guide",
    owner: partners,
    description: "For whose certificate runs out within a month.",
    include: [expiring],
    effect: grants("asset", "recertification-guide"),
  },
  {
    name: "Announcement — Q4 launch",
    owner: success,
    description: "Ends with the launch.",
    include: [cohort],
    lastsDays: 70,
    effect: grants("announcement", "q4-launch"),
  },
  {
    name: "Quotes",
    owner: partners,
    description: "Certified people may create quotes.",
    include: [certified],
    effect: grants("quote-creation", "quotes"),
  },
  {
    name: "Partner profile",
    owner: partners,
    description: "Who may edit the profile of their partner.",
    include: [goldPeople],
    effect: grants("profile-editing", "partner-profile"),
  },
  {
    name: "Deal Coach — First deals",
    owner: partners,
    description: "Guidance for channel sales reps who are new.",
    include: [reps],
    effect: grants("deal-coach", "first-deals"),
    holdoutPercent: 20,
    outcomes: [
      { kind: "behaviour", name: "Assessed", within: "P30D", behaviour: "assessment_submitted" },
    ],
  },
  {
    name: "Collaboration on deals",
    owner: partners,
    description: "Who may work on a deal together with us.",
    include: [deskPeople],
    effect: grants("collaboration", "deals"),
  },
  {
    name: "Inviting colleagues",
    owner: partners,
    description: "Gold partners bring their colleagues in themselves.",
    include: [goldPeople],
    effect: grants("invitation", "colleagues"),
  },
  {
    name: "Report — Completion",
    owner: success,
    description: "The completion rate of one's own region.",
    include: [emea],
    effect: grants("report", "completion"),
  },
  {
    name: "Dashboard — Partner managers",
    owner: partners,
    description: "For those who sell together with us.",
    include: [deskPeople],
    effect: grants("dashboard", "partner-managers"),
  },
  {
    name: "Price — EMEA list",
    owner: partners,
    description: "What a seat costs in EMEA.",
    include: [emea],
    effect: {
      kind: "price",
      product: "seat",
      precedence: 10,
      terms: { price: 95, currency: "EUR" },
    },
  },
  {
    name: "Price — Gold and Platinum",
    owner: partners,
    description: "Before the list price, wherever the partner is.",
    include: [deskCompanies],
    effect: { kind: "price", product: "seat", precedence: 20, terms: { discountPercent: 20 } },
  },
  {
    name: "Goal — Onboarding complete",
    owner: success,
    description: "Half of each audience.",
    include: [emea, cohort],
    effect: {
      kind: "goal",
      measure: { function: "rate", attribute: "onboarding_status", value: "Complete" },
      target: 0.5,
    },
  },
  {
    name: "Course — Recertification",
    owner: partners,
    description: "Who is about to lose the certificate is enrolled, and stays so.",
    include: [expiring],
    effect: { kind: "course", courseId: "recertification", onExit: "keep" },
    enrols: "lms",
  },
  {
    name: "Course — Channel sales onboarding",
    owner: partners,
    description: "At Thinkific, for new sales reps outside EMEA, while they are new.",
    include: [reps],
    exclude: [emea],
    effect: { kind: "course", courseId: "101", onExit: "withdraw" },
    enrols: "thinkific",
    outcomes: [completed],
  },
  {
    name: "Course — Channel sales onboarding, EMEA",
    owner: partners,
    description: "The same at Teachable, which the region's academy uses.",
    include: [reps],
    exclude: [cohort],
    effect: { kind: "course", courseId: "101", onExit: "keep" },
    enrols: "teachable",
    outcomes: [completed],
  },
  {
    name: "Course — Renewal class",
    owner: partners,
    description: "A group of the directory opens the class in whatever system runs it.",
    include: [expiring],
    effect: { kind: "course", courseId: "renewal-class", onExit: "withdraw" },
    enrols: "scim",
  },
  {
    name: "Certificate — Sales expert",
    owner: partners,
    description: "Lasts a year.",
    include: [certified],
    effect: {
      kind: "certificate",
      certificate: "Sales expert",
      validFor: "P1Y",
      onExit: "keep",
    },
  },
  {
    name: "Notification — Deals",
    owner: partners,
    description: "News of a deal to those who collaborate on it.",
    include: [deskPeople],
    effect: { kind: "notification", about: "deals" },
    board: "deals",
  },
  {
    name: "Mail — Your certificate runs out",
    owner: partners,
    description:
      "Reminds whoever is about to lose their certificate; who wants no more gets no more.",
    include: [expiring],
    effect: {
      kind: "notification",
      about: "entering",
      email: {
        to: "members",
        subject: "{{person.firstname|Your}}: the certificate runs out this month",
        text: "Hello {{person.firstname|there}},\n\nyour certificate of {{person.certified_at|last year}} runs out within a month. The course that renews it waits for you in the academy.\n\n{{owner}}",
      },
    },
  },
  {
    name: "Mail — Deals",
    owner: partners,
    description: "News of a deal to each who collaborates on it.",
    include: [deskPeople],
    effect: {
      kind: "notification",
      about: "deals",
      email: {
        to: "members",
        subject: "{{deal.name|A deal}} is {{deal.stage|updated}}",
        text: "Hello {{person.firstname|there}},\n\n{{deal.name|a deal}} that you work on is now {{deal.stage|updated}}.\n\n{{owner}}",
      },
    },
  },
  {
    name: "Automation — Win back",
    owner: success,
    description: "Has somebody call when a learner goes quiet, and stops when they return.",
    include: [atRisk],
    exclude: [activated],
    effect: { kind: "automation", on: ["entered", "exited"] },
    outcomes: [{ kind: "behaviour", name: "Came back", within: "P14D", behaviour: "logged_in" }],
    board: "win-back",
  },
];
