import { Autocomplete, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import type { FieldsProps } from "./audience-fields.tsx";

export function NotificationFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Stack gap="sm">
      <Radio.Group
        label="What is told"
        value={draft.about}
        onChange={(about) => onChange({ about: about === "deals" ? "deals" : "entering" })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="entering" label="that somebody entered" />
          <Radio value="deals" label="news of a deal, to its collaborators among the members" />
        </Stack>
      </Radio.Group>
      <Radio.Group
        label="How"
        value={draft.channel}
        onChange={(channel) => onChange({ channel: channel === "url" ? "url" : "email" })}
      >
        <Stack gap={6} mt={6}>
          <Radio value="email" label="by e-mail" />
          <Radio value="url" label="by a signed webhook" />
        </Stack>
      </Radio.Group>
      {draft.channel === "email" ? (
        <EmailFields {...{ draft, problemOf, onChange }} />
      ) : (
        <TextInput
          label="Address that is called"
          description="The secret that signs is shown once, after creating."
          placeholder="https://…"
          required
          value={draft.url}
          error={problemOf("/url")}
          onChange={({ currentTarget }) => onChange({ url: currentTarget.value })}
        />
      )}
    </Stack>
  );
}

export function EmailFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Stack gap="sm">
      <Autocomplete
        label="To"
        description="members: each under their own address; owner: the program's; or an address."
        required
        data={["members", "owner"]}
        value={draft.emailTo}
        error={problemOf("/email/to", "/owner")}
        onChange={(emailTo) => onChange({ emailTo })}
      />
      <TextInput
        label="Subject"
        required
        value={draft.emailSubject}
        error={problemOf("/email/subject")}
        onChange={({ currentTarget }) => onChange({ emailSubject: currentTarget.value })}
      />
      <Textarea
        label="Text"
        description="Values of the person in double braces, with what stands there without one: {{person.firstname|there}}."
        required
        autosize
        minRows={4}
        value={draft.emailText}
        error={problemOf("/email/text")}
        onChange={({ currentTarget }) => onChange({ emailText: currentTarget.value })}
      />
    </Stack>
  );
}
