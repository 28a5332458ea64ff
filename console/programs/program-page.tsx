import { Page } from "../parts/page.tsx";

export default function ProgramPage() {
  return <Page title="ProgramPage">{null}</Page>;
}
