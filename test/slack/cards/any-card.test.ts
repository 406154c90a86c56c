import fc from "fast-check";
import { describe, it } from "vitest";
import { ACTIONS } from "../../../src/actions/index.ts";
import { DEPLOYMENT_STATUSES, HEALTH_STATUSES } from "../../../src/deployments/deployment.ts";
import { HEALTH_LEVELS, METRICS } from "../../../src/deployments/health.ts";
import { deploymentId, packageId, personId } from "../../../src/deployments/ids.ts";
import { summarise } from "../../../src/deployments/summary.ts";
import type { SeenDeployment } from "../../../src/operations/operations.ts";
import { LIST_FILTERS } from "../../../src/slack/action-ids.ts";
import { decisionTree } from "../../../src/slack/cards/decision-tree.ts";
import { deploymentCard } from "../../../src/slack/cards/deployment-card.ts";
import { deploymentList } from "../../../src/slack/cards/deployment-list.ts";
import { healthAnswer, healthNotice } from "../../../src/slack/cards/health-notices.ts";
import { helpCard } from "../../../src/slack/cards/help.ts";
import { historyCard } from "../../../src/slack/cards/history.ts";
import { HOME_ROWS, homeBlocks } from "../../../src/slack/cards/home.ts";
import { inbox } from "../../../src/slack/cards/inbox.ts";
import { manyFound, noneFound, readings } from "../../../src/slack/cards/lookup.ts";
import { outcomeNotice } from "../../../src/slack/cards/outcome-notice.ts";
import { refusalCard } from "../../../src/slack/cards/refusal.ts";
import { reminder } from "../../../src/slack/cards/reminder.ts";
import { requestCard } from "../../../src/slack/cards/request-card.ts";
import { requesterNote } from "../../../src/slack/cards/requester-note.ts";
import { reviewPrompt } from "../../../src/slack/cards/review-prompt.ts";
import { settingsCard } from "../../../src/slack/cards/settings.ts";
import { whoAmICard } from "../../../src/slack/cards/whoami.ts";
import { aDeployment, anEnvironment, aPackage } from "../../support/builders.ts";
import { expectSafeHome, expectSafeMessage, foreignText } from "../../support/foreign-text.ts";
import { aPerson, NOW } from "../../support/request-builders.ts";
import { anyDecision, anyRequest, anyView } from "./views.ts";

const RUNS = { numRuns: 60 };
const texts = (maxLength = 6) => fc.array(foreignText(), { minLength: 1, maxLength });
const many = fc.constantFrom(0, 1, 12, 60);
const repeated = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

function seenFrom(parts: readonly string[], open: SeenDeployment["open"]): SeenDeployment {
  const at = (index: number) => parts[index % parts.length] ?? "";
  const health = (index: number) => ({ status: HEALTH_STATUSES[index % 5] ?? "unknown", message: at(index) });
  return {
    deployment: aDeployment({
      label: at(0),
      description: at(1),
      createdBy: at(2),
      status: DEPLOYMENT_STATUSES[parts.length % 7] ?? "active",
      environment: anEnvironment({ name: at(3) }),
      health: { service: health(0), drift: health(1), accuracy: health(2) },
    }),
    champion: parts.length % 2 === 0 ? null : aPackage({ name: at(1), modelType: at(2) }),
    challengers: parts.map((part, index) => (index % 3 === 0 ? null : aPackage({ name: part }))),
    person: aPerson(),
    role: "OWNER",
    menu: [
      { action: "view", title: at(0), refused: null },
      { action: "replace-model", title: at(1), refused: parts.length % 2 === 0 ? null : at(2) },
      { action: "share", title: at(2), refused: null },
    ],
    open,
    link: `https://pointsman.example.com/deployments/${at(0)}`,
  };
}

describe("whatever is in a record, Slack takes the card and nothing foreign does anything in it", () => {
  it("for every card of a request", () => {
    fc.assert(
      fc.property(anyView(), fc.constantFrom(1, 2), (view, edition) => {
        expectSafeMessage(requestCard(view));
        expectSafeMessage(reviewPrompt(view, { edition }));
        expectSafeMessage(outcomeNotice(view));
        expectSafeMessage(requesterNote(view));
        expectSafeMessage(reminder(view));
      }),
      RUNS,
    );
  });

  it("for the card of a deployment", () => {
    fc.assert(
      fc.property(texts(), fc.array(anyRequest(), { maxLength: 8 }), (parts, open) => {
        const seen = seenFrom(parts, open);
        expectSafeMessage(deploymentCard(seen, { now: NOW, audience: "me" }));
        expectSafeMessage(deploymentCard(seen, { now: NOW, audience: "channel" }));
        expectSafeMessage(settingsCard(seen, "critical"));
      }),
      RUNS,
    );
  });

  it("for health notices, and for Home with as much as it shows", () => {
    fc.assert(
      fc.property(
        texts(),
        fc.array(anyRequest(), { minLength: 1, maxLength: 3 }),
        many,
        fc.constantFrom(null, ...HEALTH_LEVELS),
        (parts, some, count, level) => {
          const { deployment } = seenFrom(parts, []);
          const changes = METRICS.map((metric) => ({
            metric,
            from: deployment.health[metric],
            to: { status: "failing" as const, message: parts.at(-1) ?? "" },
          }));
          const exhibit = { kind: "health-notice", deployment: deployment.id, at: NOW, before: NOW } as const;
          expectSafeMessage(
            healthNotice({ ...exhibit, changes, reader: null }, { changes, level, deployment }),
          );
          expectSafeMessage(healthAnswer({ level: level ?? "none", changed: true, label: deployment.label }));
          const requests = repeated(count, (at) => some[at % some.length]).filter((one) => one !== undefined);
          const blocks = homeBlocks({
            inbox: { waiting: requests, asked: requests },
            attention: repeated(Math.min(count, HOME_ROWS), () => ({
              ...summarise(deployment),
              role: "OWNER" as const,
            })),
            more: true,
            settings: {
              chosen: repeated(Math.min(count, 20), (at) => ({
                deployment: {
                  id: deploymentId(`d-${at}`),
                  label: parts[at % parts.length] ?? "",
                  environmentName: parts[0] ?? "",
                },
                level: "all" as const,
              })),
              more: true,
            },
            command: "/deployments",
          });
          expectSafeHome({ type: "home", blocks });
        },
      ),
      RUNS,
    );
  });

  it("for the list, also when the searched text is too long for a button", () => {
    fc.assert(
      fc.property(texts(), many, fc.constantFrom(...LIST_FILTERS), (parts, count, filter) => {
        const { deployment, menu } = seenFrom(parts, []);
        const summary = {
          id: deploymentId("d-1"),
          label: deployment.label,
          importance: deployment.importance,
          status: deployment.status,
          launchWarning: false,
          environmentName: deployment.environment.name,
          championName: parts.at(-1) ?? "",
          health: { service: "failing", drift: "unknown", accuracy: "unavailable" } as const,
          role: "OWNER" as const,
        };
        const rows = repeated(count, () => ({ summary, menu }));
        expectSafeMessage(
          deploymentList({ rows, filter, text: parts[0] ?? "", next: "cursor", empty: null }, "/deployments"),
        );
      }),
      RUNS,
    );
  });

  it("for inbox and history", () => {
    fc.assert(
      fc.property(
        texts(),
        fc.array(anyRequest(), { minLength: 1, maxLength: 3 }),
        many,
        (parts, some, count) => {
          const requests = repeated(count, (at) => some[at % some.length]).filter((one) => one !== undefined);
          const models = repeated(count, (at) => ({
            packageId: packageId("p"),
            packageName: parts[at % parts.length] ?? "",
            from: NOW,
            reason: at % 2 === 0 ? null : ("ERRORS" as const),
            by: parts[0] ?? "",
            effectKey: null,
          }));
          expectSafeMessage(inbox({ waiting: requests, asked: requests }, "/deployments"));
          expectSafeMessage(
            historyCard({
              deploymentId: deploymentId("d-1"),
              label: parts[0] ?? "",
              models,
              deleted: parts.length > 3 ? { at: NOW, by: parts[1] ?? "" } : null,
              requests: { items: requests, next: "cursor" },
            }),
          );
        },
      ),
      RUNS,
    );
  });

  it("for decisions, refusals, choices, whoami and help", () => {
    fc.assert(
      fc.property(texts(), anyDecision(), many, (parts, decision, count) => {
        const [one = "", two = one] = parts;
        const named = repeated(count, (at) => ({
          id: deploymentId(`d-${at}`),
          label: parts[at % parts.length] ?? "",
          environmentName: two,
        }));
        expectSafeMessage(decisionTree(one, decision));
        expectSafeMessage(refusalCard({ refusal: { sentence: one, next: two, decision }, quoteId: one }));
        expectSafeMessage(manyFound(one, named, "replace-model"));
        expectSafeMessage(noneFound(one, named, "why replace-model", { command: "/deployments" }));
        expectSafeMessage(
          readings(
            one,
            named.map(({ label, id }) => ({ text: label, command: `"${id}"` })),
          ),
        );
        expectSafeMessage(
          whoAmICard(
            {
              person: aPerson("olivia", { id: personId(one), name: one, email: two, slackUser: two }),
              administrator: true,
              sentences: parts,
            },
            "/deployments",
          ),
        );
        expectSafeMessage(
          helpCard({ commands: { deployments: `/${one}`, approvals: `/${two}` }, actions: ACTIONS }),
        );
      }),
      RUNS,
    );
  });
});
