import { Button, Modal, Tabs } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFileImport } from "@tabler/icons-react";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { renewedGroup } from "../model/identified.ts";
import { ImportList } from "./import-list.tsx";
import { ImportSql } from "./import-sql.tsx";

interface ImportRuleProps {
  readonly object: ObjectKind;
  readonly onImport: (rule: RuleGroup) => void;
}

/** A rule from elsewhere takes the place of the present one; undo brings that back. */
export function ImportRule({ object, onImport }: ImportRuleProps) {
  const [isOpen, dialog] = useDisclosure(false);
  const take = (rule: RuleGroup) => {
    onImport(renewedGroup(rule));
    dialog.close();
  };
  return (
    <>
      <Button
        variant="subtle"
        size="compact-md"
        leftSection={<IconFileImport size={16} aria-hidden />}
        onClick={dialog.open}
      >
        Import
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title="Import a rule" size="lg">
        <Tabs defaultValue="list">
          <Tabs.List mb="md">
            <Tabs.Tab value="list">From a CRM list</Tabs.Tab>
            <Tabs.Tab value="sql">From SQL</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="list">
            <ImportList object={object} onImport={take} />
          </Tabs.Panel>
          <Tabs.Panel value="sql">
            <ImportSql object={object} onImport={take} />
          </Tabs.Panel>
        </Tabs>
      </Modal>
    </>
  );
}
