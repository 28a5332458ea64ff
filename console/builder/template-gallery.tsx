import { SimpleGrid, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { renewedGroup } from "./model/identified.ts";
import { templatesFor } from "./model/templates.ts";
import { useBuilder } from "./rule/builder-context.ts";
import classes from "./template-gallery.module.css";

interface TemplateGalleryProps {
  readonly object: ObjectKind;
  readonly onChoose: (rule: RuleGroup) => void;
}

/** Where to begin: usual populations, written with what this workspace knows. */
export function TemplateGallery({ object, onChoose }: TemplateGalleryProps) {
  const { catalogue } = useBuilder();
  const templates = templatesFor(object, catalogue);
  if (templates.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label="Templates">
      <Title order={2} size="h4">
        Begin with a population that others reach for
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="xs">
        {templates.map(({ title, why, rule }) => (
          <UnstyledButton
            key={title}
            className={classes["template"] ?? ""}
            onClick={() => onChoose(renewedGroup(rule))}
          >
            <Text fw={600} size="sm">
              {title}
            </Text>
            <Text size="sm" c="dimmed">
              {why}
            </Text>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
