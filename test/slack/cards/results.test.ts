// What is handed out shows foreign names as data, and keeps Slack's limits.
import fc from "fast-check";
import { expect, it } from "vitest";
import { packageId, personId } from "../../../src/deployments/ids.ts";
import { ACTION_IDS } from "../../../src/slack/action-ids.ts";
import { deploymentCard } from "../../../src/slack/cards/deployment-card.ts";
import { applicationCard, downloadCard, sentCard } from "../../../src/slack/cards/results.ts";
import { aDeployment, aPackage } from "../../support/builders.ts";
import { expectSafeMessage, foreignText } from "../../support/foreign-text.ts";
import { aPerson, NOW } from "../../support/request-builders.ts";

const code = (filename: string) => ({
  deploymentId: aDeployment().id,
  packageId: packageId("p-3"),
  options: { form: "binary", include: [] } as const,
  filename,
  bytes: 1_234,
  sha256: "a".repeat(64),
});
const application = (name: string, sharing: "only-me" | "everybody" = "everybody") => ({
  id: `${name.length}`,
  template: "predictor" as const,
  name,
  sharing,
  creator: { id: personId("olivia@example.com"), email: "olivia@example.com", name },
  createdAt: NOW,
});
const ADDRESS = "https://bot.example.com/download?token=x";

it("is safe for any foreign text, and a link that does not fit is left out", () => {
  fc.assert(
    fc.property(foreignText(), fc.boolean(), (text, isPublic) => {
      const link = { address: ADDRESS, isPublic, expiresAt: NOW };
      const offer = { code: code(text), example: text };
      expectSafeMessage(downloadCard({ kind: "link", ...offer, ...link }));
      expectSafeMessage(sentCard(offer));
      expectSafeMessage(applicationCard({ application: application(text), ...link }));
      const deployment = aDeployment({ applications: Array(12).fill(application(text)) });
      const seen = {
        deployment,
        champion: aPackage(),
        challengers: [],
        person: aPerson(),
        menu: [],
        open: [],
        link: null,
      };
      expectSafeMessage(deploymentCard({ ...seen, role: "OWNER" }, { now: NOW, audience: "me" }));
    }),
    { numRuns: 60 },
  );
  const long = { address: `${ADDRESS}${"x".repeat(3_000)}`, isPublic: true, expiresAt: NOW };
  expect(JSON.stringify(applicationCard({ application: application("A"), ...long }))).not.toContain(
    ACTION_IDS.link,
  );
});

it("says where a link works when the bot has no public address", () => {
  const link = { address: "http://127.0.0.1:3000/application?token=x", expiresAt: NOW };
  const card = (isPublic: boolean) =>
    JSON.stringify(applicationCard({ application: application("A"), ...link, isPublic }));
  expect(card(false)).toContain("PUBLIC_URL");
  expect(card(true)).not.toContain("PUBLIC_URL");
});

it("shows on a deployment's card what this person may open, however the card was drawn for others", () => {
  const deployment = aDeployment({ applications: [application("Hers", "only-me")] });
  const seen = {
    deployment,
    champion: aPackage(),
    challengers: [],
    role: "OWNER",
    menu: [],
    open: [],
    link: null,
  } as const;
  const drawn = (person: ReturnType<typeof aPerson>) =>
    JSON.stringify(deploymentCard({ ...seen, person }, { now: NOW, audience: "me" }));
  const olivia = aPerson("olivia");
  const otto = aPerson("otto");
  expect(drawn(olivia)).toContain("Hers");
  expect(drawn(otto)).not.toContain("Hers");
  expect(drawn(olivia)).toContain("Hers");
});
