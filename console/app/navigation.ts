import {
  IconActivity,
  IconAddressBook,
  IconChartBar,
  IconDatabaseSearch,
  IconPlugConnected,
  IconRocket,
  IconTargetArrow,
  IconUsersGroup,
} from "@tabler/icons-react";

/** The pages of the main menu, in the order of the day's work. */
export const navigation = [
  { path: "/segments", label: "Segments", icon: IconUsersGroup },
  { path: "/programs", label: "Programs", icon: IconTargetArrow },
  { path: "/results", label: "Results", icon: IconChartBar },
  { path: "/profiles", label: "People & companies", icon: IconAddressBook },
  { path: "/data-quality", label: "Data quality", icon: IconDatabaseSearch },
  { path: "/connections", label: "Connections", icon: IconPlugConnected },
  { path: "/activity", label: "Activity", icon: IconActivity },
  { path: "/start", label: "Get started", icon: IconRocket },
] as const;
