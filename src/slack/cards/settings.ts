// The settings of a deployment that replacements and monitoring depend on, to be looked at, and what this person hears of its health.
import { type Card, card, context, divider, fields, header, section } from "../../block-kit/blocks.ts";
import { code, listed, type Mrkdwn, md, name } from "../../block-kit/text.ts";
import type { HealthLevel } from "../../deployments/health.ts";
import type { SeenDeployment } from "../../operations/operations.ts";
import { healthSelect, LEVEL_WORDS } from "./health-notices.ts";

const SHOWN = 10;

const onOff = (on: boolean): string => (on ? "on" : "off");

const names = (all: readonly string[], none: string): Mrkdwn =>
  all.length === 0
    ? md`${none}`
    : listed(
        all.map((each) => code(each)),
        SHOWN,
      );

/** Reference 1.1; changing them is for DataRobot's own pages, but for one's own health notices. */
export function settingsCard({ deployment, challengers }: SeenDeployment, notices: HealthLevel): Card {
  const { settings, label } = deployment;
  const { drift, associationId, humility, predictionIntervals, segments } = settings;
  const rows: readonly { readonly label: string; readonly value: Mrkdwn }[] = [
    { label: "Drift tracking", value: md`Target ${onOff(drift.target)}, features ${onOff(drift.features)}` },
    {
      label: "Association id",
      value:
        associationId.columns.length === 0
          ? md`none`
          : md`${names(associationId.columns, "none")}, ${associationId.required ? "required" : "not required"}`,
    },
    {
      label: "Challengers",
      value: md`${onOff(settings.challengersEnabled)}: ${
        challengers.length === 0
          ? md`none`
          : listed(
              challengers.map((each) => md`${each === null ? "one that cannot be read" : name(each.name)}`),
              SHOWN,
            )
      }`,
    },
    {
      label: "Humility rules",
      value: md`${onOff(humility.enabled)}: ${names(
        humility.rules.map((rule) => rule.name),
        "none",
      )}`,
    },
    {
      label: "Prediction intervals",
      value: md`${onOff(predictionIntervals.enabled)}: ${names(
        predictionIntervals.percentiles.map((percentile) => `${percentile} %`),
        "none",
      )}`,
    },
    { label: "Segments", value: md`${onOff(segments.enabled)}: ${names(segments.attributes, "none")}` },
  ];
  const text = listed(
    rows.map((row) => md`${row.label}: ${row.value}`),
    rows.length,
    ". ",
  );
  return card(md`Settings of ${name(label)}. ${text}. Your health notices: ${LEVEL_WORDS[notices]}.`, [
    header(`Settings: ${name(label, 100)}`),
    ...fields(rows),
    divider(),
    section(
      md`*Health notices*, for you alone\nWhen service health, data drift or accuracy changes. Notices of replacements and deletions, and of what is newly shared with you, always come.`,
      healthSelect(deployment.id, notices),
    ),
    context(md`Deployment id ${code(deployment.id)}`),
  ]);
}
