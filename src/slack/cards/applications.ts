// The applications of a deployment on its card, for one person.
import type { KnownBlock } from "@slack/types";
import { button, context, section } from "../../block-kit/blocks.ts";
import { md, name } from "../../block-kit/text.ts";
import { TEMPLATE_WORDS } from "../../deployments/application.ts";
import type { Deployment } from "../../deployments/deployment.ts";
import { type Person, samePerson } from "../../requests/person.ts";
import { ACTION_IDS, applicationValue } from "../action-ids.ts";

const SHOWN = 8;

/** Those that this person may open, newest first, each with its button; nothing where there is none. */
export function applicationBlocks({ id, applications }: Deployment, person: Person): KnownBlock[] {
  const open = applications
    .filter(({ sharing, creator }) => sharing === "everybody" || samePerson(creator, person))
    .toReversed();
  if (open.length === 0) return [];
  const rows = open.slice(0, SHOWN).map((one) => {
    const label = `Open application ${name(one.name, 50)}`;
    const words = { text: "Open application", label };
    return section(
      md`${name(one.name)} (${TEMPLATE_WORDS[one.template]}), by ${name(one.creator.name)}`,
      button(ACTION_IDS.openApplication, words, applicationValue(id, one.id)),
    );
  });
  const left = open.length - SHOWN;
  return [section(md`*Applications*`), ...rows, ...(left > 0 ? [context(md`… and ${left} older ones`)] : [])];
}
