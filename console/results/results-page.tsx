import { Page } from "../parts/page.tsx";

export default function ResultsPage() {
  return <Page title="ResultsPage">{null}</Page>;
}
