import { Page } from "../parts/page.tsx";

export default function ProgramsPage() {
  return <Page title="ProgramsPage">{null}</Page>;
}
