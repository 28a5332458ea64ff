import { Checkbox, Radio, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import type { FieldsProps } from "./audience-fields.tsx";
import { GoalFields, PriceFields } from "./measured-fields.tsx";
import { NotificationFields } from "./notification-fields.tsx";
import type { ResourceType } from "./program-draft.ts";
import { resourceWords } from "./program-words.ts";

/** What a program of this kind does, beyond whom it is for. */
export function EffectFields(props: FieldsProps) {
  switch (props.draft.kind) {
    case "grant":
      return <GrantFields {...props} />;
    case "price":
      return <PriceFields {...props} />;
    case "goal":
      return <GoalFields {...props} />;
    case "course":
      return <CourseFields {...props} />;
    case "certificate":
      return <CertificateFields {...props} />;
    case "notification":
      return <NotificationFields {...props} />;
    case "automation":
      return <AutomationFields {...props} />;
  }
}

export function GrantFields({ draft, problemOf, onChange }: FieldsProps) {
  const types = Object.entries(resourceWords).map(([value, label]) => ({ value, label }));
  return (
    <Stack gap="sm">
      <Select
        label="What they may see or do"
        data={types}
        value={draft.resourceType}
        allowDeselect={false}
        error={problemOf("/resource/type")}
        onChange={(type) => isResource(type) && onChange({ resourceType: type })}
      />
      <TextInput
        label="Which one"
        description="Its name at your portal, as the portal asks for it."
        required
        value={draft.resourceId}
        error={problemOf("/resource/id")}
        onChange={({ currentTarget }) => onChange({ resourceId: currentTarget.value })}
      />
    </Stack>
  );
}

function isResource(type: string | null): type is ResourceType {
  return type !== null && Object.hasOwn(resourceWords, type);
}

function CourseFields({ draft, problemOf, onChange }: FieldsProps) {
  const connections = useQuery({
    queryKey: ["connections"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/connections", { signal })),
  });
  const systems = (connections.data?.items ?? []).filter(({ kind }) => kind === "lms");
  return (
    <Stack gap="sm">
      <Select
        label="Learning system"
        required
        data={systems.map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.connectionId === "" ? null : draft.connectionId}
        error={problemOf("/connectionId")}
        nothingFoundMessage="No learning system is connected yet."
        onChange={(connectionId) => onChange({ connectionId: connectionId ?? "" })}
      />
      <TextInput
        label="Course"
        description="Its id in the learning system: the last part of the course's address there."
        required
        value={draft.courseId}
        error={problemOf("/courseId")}
        onChange={({ currentTarget }) => onChange({ courseId: currentTarget.value })}
      />
      <OnExit
        {...{ draft, problemOf, onChange }}
        keep="stays enrolled"
        otherwise="is withdrawn from the course"
      />
    </Stack>
  );
}

const lasting = [
  { value: "", label: "for ever" },
  { value: "P6M", label: "for 6 months" },
  { value: "P1Y", label: "for a year" },
  { value: "P2Y", label: "for 2 years" },
  { value: "P3Y", label: "for 3 years" },
];

function CertificateFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Certificate"
        description="What stands on it."
        required
        value={draft.certificate}
        error={problemOf("/certificate")}
        onChange={({ currentTarget }) => onChange({ certificate: currentTarget.value })}
      />
      <Select
        label="Valid"
        data={lasting}
        value={draft.validFor}
        allowDeselect={false}
        error={problemOf("/validFor")}
        onChange={(validFor) => onChange({ validFor: validFor ?? "" })}
      />
      <OnExit
        {...{ draft, problemOf, onChange }}
        keep="keeps the certificate"
        otherwise="has it revoked"
      />
    </Stack>
  );
}

function OnExit({
  draft,
  onChange,
  keep,
  otherwise,
}: FieldsProps & { keep: string; otherwise: string }) {
  return (
    <Radio.Group
      label="Who leaves …"
      value={draft.keepsOnExit ? "keep" : "otherwise"}
      onChange={(choice) => onChange({ keepsOnExit: choice === "keep" })}
    >
      <Stack gap={6} mt={6}>
        <Radio value="keep" label={keep} />
        <Radio value="otherwise" label={otherwise} />
      </Stack>
    </Radio.Group>
  );
}

function AutomationFields({ draft, problemOf, onChange }: FieldsProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Address that is called"
        description="It gets a signed webhook for each person or company. The secret is shown once, after creating."
        placeholder="https://…"
        required
        value={draft.url}
        error={problemOf("/url")}
        onChange={({ currentTarget }) => onChange({ url: currentTarget.value })}
      />
      <Checkbox.Group
        label="When somebody"
        error={problemOf("/on")}
        value={[...(draft.onEntered ? ["entered"] : []), ...(draft.onExited ? ["exited"] : [])]}
        onChange={(on) =>
          onChange({ onEntered: on.includes("entered"), onExited: on.includes("exited") })
        }
      >
        <Stack gap={6} mt={6}>
          <Checkbox value="entered" label="enters" />
          <Checkbox value="exited" label="leaves" />
        </Stack>
      </Checkbox.Group>
    </Stack>
  );
}
