// What the edges may ask of the operations. Every call authorises by itself: nothing depends on a visible button.
import type { ActionName } from "../deployments/action-names.ts";
import type { Application } from "../deployments/application.ts";
import type { Answer, Decision } from "../deployments/decision.ts";
import type { Deployment, Role } from "../deployments/deployment.ts";
import type { HealthLevel } from "../deployments/health.ts";
import type { DeploymentId, PackageId, RegisteredModelId, RequestId } from "../deployments/ids.ts";
import type { LogEntry, LogFilter, LogKind, LogPage } from "../deployments/logs.ts";
import type { ModelPackage } from "../deployments/model-package.ts";
import type { Monitoring } from "../deployments/monitoring.ts";
import type { UseCase } from "../deployments/use-case.ts";
import type { DirectoryGroup } from "../ports/directory.ts";
import type { CodeHandOut, CodeOffer } from "../ports/links.ts";
import type { DeploymentQuery, Page, PersonCaller, RegisteredModel, SeenSummary } from "../ports/platform.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { ChangeRequest, Json, MatchedPolicy, Origin, ReviewDecision } from "../requests/request.ts";
import type { Evidence, RequestView } from "../requests/request-view.ts";
import type { AccountState, LinkStart } from "./linked-accounts.ts";

/** One row of a deployment's menu for one person. */
export interface MenuItem {
  readonly action: ActionName;
  readonly title: string;
  /** Null: this person may do it now. Otherwise why not, in one sentence. */
  readonly refused: string | null;
}

export interface SeenDeployment {
  readonly deployment: Deployment;
  readonly champion: ModelPackage | null;
  /** In the order of the deployment's; null where one cannot be read. */
  readonly challengers: readonly (ModelPackage | null)[];
  readonly person: Person;
  readonly role: Role;
  readonly menu: readonly MenuItem[];
  /** Open requests on it, newest first, at most 10. */
  readonly open: readonly ChangeRequest[];
  /** Its address, which anybody may have; null: there is none that others reach. */
  readonly link: string | null;
}

export type UnderReview =
  | { readonly as: "reviewer"; readonly seen: SeenDeployment }
  | { readonly as: "member"; readonly deployment: DeploymentId };

export interface SeenMonitoring {
  readonly deployment: Deployment;
  /** The last days; null: the platform does not tell now. */
  readonly monitoring: Monitoring | null;
}

/** What the replacement form shows before anything was chosen. */
export interface ReplaceForm {
  readonly deployment: Deployment;
  readonly champion: ModelPackage;
  /** Who fills it in. */
  readonly person: Person;
  readonly challengers: readonly ModelPackage[];
  /** The champion before this one, newest first of the history; null when there is none or it cannot be read. */
  readonly previousChampion: ModelPackage | null;
  /** Policies that match this person's wish; empty: no approval needed. */
  readonly policies: readonly MatchedPolicy[];
  readonly policyNote: string;
  /** Open requests of any action on it, newest first: two at once make one of them stale. */
  readonly open: readonly ChangeRequest[];
  /** Rollback only: would it come back without approval? */
  readonly rollbackWaived: boolean;
}

/** What every other action's form shows before anything was chosen. */
export interface ActionFormFacts {
  /** What the action offers in its form; null where it offers nothing of its own. */
  readonly offers: Json;
  readonly deployment: Deployment;
  readonly champion: ModelPackage | null;
  readonly person: Person;
  readonly role: Role;
  /** Policies that match this person's wish as things are; empty: no approval needed. An input may bring in more. */
  readonly policies: readonly MatchedPolicy[];
  readonly policyNote: string;
  /** Open requests of any action on it, newest first. */
  readonly open: readonly ChangeRequest[];
}

/** A version in the searched list; an incompatible one is shown with the reason. */
export interface CandidateVersion {
  readonly package: ModelPackage;
  readonly incompatible: string | null;
}

export interface Ask {
  readonly action: ActionName;
  readonly deploymentId: DeploymentId;
  /** As the form showed it; the checking finds the present one. */
  readonly deploymentLabel: string;
  /** Raw input of the form; parsed by the action's schema. */
  readonly input: Json;
  readonly comment: string;
  readonly apply: ChangeRequest["apply"];
  readonly origin: Origin;
  /**
   * What makes two submits one wish: the id of the Slack view that is submitted. The request id is a hash of installation and this,
   * so a second submit, on any replica, finds the first.
   */
  readonly wishKey: string;
  /** The refused request from which the form was filled in; absent: from none. */
  readonly mends?: RequestId;
}

export interface Named {
  readonly id: DeploymentId;
  readonly label: string;
  readonly environmentName: string;
}

/** Scoring code on its way to whoever asked for it. */
export type CodeDelivery =
  | (CodeOffer & {
      readonly kind: "link";
      /** For this person alone; works once. */
      readonly address: string;
      /** False: it works on the bot's own computer alone. */
      readonly isPublic: boolean;
      readonly expiresAt: number;
    })
  /** Audited already: to be sent at once. */
  | (CodeHandOut & { readonly kind: "file" });

export interface ApplicationAddress {
  readonly application: Application;
  /** For this person alone, until `expiresAt`. */
  readonly address: string;
  readonly isPublic: boolean;
  readonly expiresAt: number;
}

/** What a typed name can mean. Invisible deployments do not exist. */
export type Lookup =
  /** `caller`: whoever asked, as read for it. What is asked next in the same interaction takes it in place of the actor; nobody keeps it. */
  | { readonly found: "one"; readonly deployment: Named; readonly caller: PersonCaller }
  | { readonly found: "many"; readonly candidates: readonly Named[] }
  /** Nothing is called so now, and something that was deleted was; those who know of it alone get this. */
  | { readonly found: "former"; readonly former: readonly FormerNamed[]; readonly similar: readonly Named[] }
  | { readonly found: "none"; readonly similar: readonly Named[] };

/** A deployment that was deleted. */
export interface FormerNamed extends Named {
  /** Null: it was not noted. */
  readonly deleted: { readonly at: number; readonly by: string } | null;
  /** `history`: for those who could see it then. A request: for a reviewer of it, who may open that and nothing else. */
  readonly opens: "history" | ChangeRequest;
}

export interface HistoryView {
  readonly deploymentId: DeploymentId;
  readonly label: string;
  readonly models: Deployment["history"];
  /** Null: it is there. */
  readonly deleted: { readonly at: number; readonly by: string } | "unknown" | null;
  readonly requests: Page<ChangeRequest>;
}

export interface Inbox {
  /** Requests that this person may review now, oldest first. */
  readonly waiting: readonly ChangeRequest[];
  /** Requests that this person made and that are not over, then those ended in the last 7 days, newest first; those that wait for this person come before all. */
  readonly asked: readonly ChangeRequest[];
}

export interface LogAsk {
  /** Null: the runtime log, or the startup log where that is off. */
  readonly kind: LogKind | null;
  readonly filter: LogFilter;
  /** How many matching entries to leave out, from the newest. */
  readonly offset: number;
}

/** One page of a log, or why it is off now. */
export type SeenLog = { readonly deployment: Deployment; readonly kind: LogKind } & (
  | { readonly page: LogPage; readonly off: null }
  | { readonly page: null; readonly off: string }
);

export interface WholeLog {
  readonly deployment: Deployment;
  readonly kind: LogKind;
  /** Oldest first, never empty, at most `LOG_BYTES`. */
  readonly entries: readonly LogEntry[];
}

export interface WhoAmI {
  readonly person: Person;
  readonly account: AccountState;
  readonly administrator: boolean;
  /** How the person was recognised, and where rights come from; plain sentences. */
  readonly sentences: readonly string[];
}

/** Of whose health a person has chosen to hear. */
export interface ChosenSettings {
  /** Those chosen last first; of which the person may not see (any more) none is among them. */
  readonly chosen: readonly { readonly deployment: Named; readonly level: HealthLevel }[];
  /** There are more than these. */
  readonly more: boolean;
}

export interface Operations {
  // Reads
  whoAmI(actor: Actor): Promise<Answer<WhoAmI>>;
  /** `action`: what it is looked up for. One that a Consumer may use finds what they may only use, by its id alone. */
  lookup(actor: Actor, text: string, action?: ActionName): Promise<Answer<Lookup>>;
  search(actor: Actor, query: DeploymentQuery): Promise<Answer<Page<SeenSummary>>>;
  /** What a list row's select offers: actions that this person may use on it now. */
  menu(actor: Actor, deployment: DeploymentId): Promise<Answer<readonly MenuItem[]>>;
  /** What the person may see of it is decided anew each time; who it is, and in which groups, `lookup` may have read a moment ago. */
  seeDeployment(by: Actor | PersonCaller, deployment: DeploymentId): Promise<Answer<SeenDeployment>>;
  /**
   * The deployment that a request is about, for a reviewer of it as long as it is not over: to be read and nothing else, with no other
   * request than this one (reference 2.3). Who may open it anyway is told which it is.
   */
  deploymentUnderReview(actor: Actor, request: RequestId): Promise<Answer<UnderReview>>;
  /** For whoever may see the card. `today`: when the reader's day began; epoch ms, a full hour. Counted, not audited. */
  monitoring(actor: Actor, deployment: DeploymentId, today: number): Promise<Answer<SeenMonitoring>>;
  replaceForm(
    actor: Actor,
    deployment: DeploymentId,
    options: { rollback: boolean },
  ): Promise<Answer<ReplaceForm>>;
  /** `prefill`: what the form is going to be filled in with, which may bring in something to offer. */
  actionForm(
    actor: Actor,
    action: ActionName,
    deployment: DeploymentId,
    prefill?: Json,
  ): Promise<Answer<ActionFormFacts>>;
  registeredModels(
    actor: Actor,
    deployment: DeploymentId,
    text: string,
  ): Promise<Answer<readonly RegisteredModel[]>>;
  versions(
    actor: Actor,
    deployment: DeploymentId,
    registeredModel: RegisteredModelId,
    text: string,
  ): Promise<Answer<readonly CandidateVersion[]>>;
  /** Use Cases that may be linked by this person. */
  useCases(actor: Actor, deployment: DeploymentId, text: string): Promise<Answer<readonly UseCase[]>>;
  /** User groups to share with that are called like the text: by handle, name or a part of them; all of them for an empty one. */
  userGroups(
    actor: Actor,
    deployment: DeploymentId,
    text: string,
  ): Promise<Answer<readonly DirectoryGroup[]>>;
  /** 20 entries of a log, newest first. Each read is audited, and so is a refused one. */
  readLog(actor: Actor, deployment: DeploymentId, ask: LogAsk): Promise<Answer<SeenLog>>;
  /** For a file; refused where the log is empty. Audited as well. */
  wholeLog(actor: Actor, deployment: DeploymentId, kind: LogKind): Promise<Answer<WholeLog>>;
  /** The whole decision as a tree, for `why`. */
  why(actor: Actor, action: ActionName, deployment: DeploymentId): Promise<Answer<Decision>>;
  inbox(actor: Actor): Promise<Answer<Inbox>>;
  history(actor: Actor, deployment: DeploymentId, after?: string): Promise<Answer<HistoryView>>;
  /**
   * The request whose form its requester wants to have again: to make its next edition, or, where it was refused for what was typed, to
   * ask anew. `edition` is what the person was shown. A refused one is audited.
   */
  toEdit(actor: Actor, id: RequestId, shown: { edition: number }): Promise<Answer<ChangeRequest>>;
  /** Only for those who may see it: requester, reviewers, Owners and Users of the deployment. */
  request(actor: Actor, id: RequestId): Promise<Answer<RequestView>>;
  /** What the evidence file of one request says; the edge renders it. Reading it is audited. */
  evidence(actor: Actor, id: RequestId): Promise<Answer<Evidence>>;

  /** For whoever asked for the build, by link or as the policy file says. A refused one is audited, and so is every download. */
  download(actor: Actor, id: RequestId, shown: { edition: number }): Promise<Answer<CodeDelivery>>;
  /** For anybody with a role on the deployment with whom it is shared, and for its creator. */
  applicationLink(
    actor: Actor,
    deployment: DeploymentId,
    application: string,
  ): Promise<Answer<ApplicationAddress>>;

  // Writes. Each is one durable commit before it answers; duplicates get a plain answer.
  ask(actor: Actor, ask: Ask): Promise<Answer<ChangeRequest>>;
  /**
   * `edition` is what the person was shown: another one is refused as outdated. `viewId` is the view in which it is confirmed: from then
   * on the answer goes there; absent: where it went before.
   */
  confirm(
    actor: Actor,
    id: RequestId,
    shown: { edition: number; warningsRead: boolean; attested: readonly PackageId[]; viewId?: string },
  ): Promise<Answer<ChangeRequest>>;
  review(
    actor: Actor,
    id: RequestId,
    review: { edition: number; decision: ReviewDecision; comment: string },
  ): Promise<Answer<ChangeRequest>>;
  edit(
    actor: Actor,
    id: RequestId,
    edit: { edition: number; input: Json; comment: string; apply: ChangeRequest["apply"]; origin: Origin },
  ): Promise<Answer<ChangeRequest>>;
  askAgain(actor: Actor, id: RequestId, shown: { edition: number }): Promise<Answer<ChangeRequest>>;
  cancel(actor: Actor, id: RequestId, why: { reason: string }): Promise<Answer<ChangeRequest>>;
  /** Apply by hand: the requester, once approved. */
  apply(actor: Actor, id: RequestId, shown: { edition: number }): Promise<Answer<ChangeRequest>>;
  /** Settle an `unknown` one: an Owner or administrator, with a reason. */
  settle(
    actor: Actor,
    id: RequestId,
    as: { happened: boolean; reason: string },
  ): Promise<Answer<ChangeRequest>>;
  /** Not authorised by role: it changes only where the requester's answer goes. */
  viewClosed(actor: Actor, viewId: string): Promise<void>;
  /** Channel notices of one deployment; in a channel, by an Owner or User. */
  subscribe(
    actor: Actor,
    deployment: DeploymentId,
    channel: string,
    on: boolean,
  ): Promise<Answer<{ readonly on: boolean; readonly changed: boolean }>>;
  /** What this person hears of the deployment's health; for its Owners and Users. */
  healthNotices(actor: Actor, deployment: DeploymentId): Promise<Answer<HealthLevel>>;
  /** For this person alone. Replacement, share and deletion notices come all the same. */
  setHealthNotices(
    actor: Actor,
    deployment: DeploymentId,
    level: HealthLevel,
  ): Promise<Answer<{ readonly level: HealthLevel; readonly changed: boolean; readonly label: string }>>;
  /** Where this person hears of health, for Home. */
  chosenHealthNotices(actor: Actor): Promise<Answer<ChosenSettings>>;
  /** A page on which this person links their account of the platform. */
  startLink(actor: Actor): Promise<Answer<LinkStart>>;
  /** The account that this person acts with. */
  linkOf(actor: Actor): Promise<Answer<AccountState>>;
  /** Answers the email of the account that was linked; null: none was. */
  unlink(actor: Actor): Promise<Answer<{ readonly email: string | null }>>;
  adoptSampleFleet(actor: Actor): Promise<Answer<{ readonly adopted: number }>>;
}
