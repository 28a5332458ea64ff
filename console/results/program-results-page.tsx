import { Page } from "../parts/page.tsx";

export default function ProgramResultsPage() {
  return <Page title="ProgramResultsPage">{null}</Page>;
}
