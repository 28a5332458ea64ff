import { Page } from "../parts/page.tsx";

export default function NewProgramPage() {
  return <Page title="NewProgramPage">{null}</Page>;
}
