import { Textarea, TextInput } from "@mantine/core";

/** What a segment is called, whose it is and what for. */
export interface About {
  readonly name: string;
  readonly owner: string;
  readonly description: string;
}

interface AboutFieldsProps {
  readonly about: About;
  readonly onChange: (about: About) => void;
}

export function AboutFields({ about, onChange }: AboutFieldsProps) {
  const { name, owner, description } = about;
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={200}
        data-autofocus
        placeholder="Certification: about to lapse"
        value={name}
        onChange={(event) => onChange({ ...about, name: event.currentTarget.value })}
      />
      <TextInput
        label="Owner"
        description="Who answers for it, and is asked whether it is still right."
        required
        maxLength={200}
        value={owner}
        onChange={(event) => onChange({ ...about, owner: event.currentTarget.value })}
      />
      <Textarea
        label="Purpose"
        description="What it is for, for whoever finds it later."
        autosize
        minRows={2}
        maxLength={2_000}
        value={description}
        onChange={(event) => onChange({ ...about, description: event.currentTarget.value })}
      />
    </>
  );
}
