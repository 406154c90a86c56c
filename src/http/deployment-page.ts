// The address of a deployment, and the page behind it: anybody can read it, so it says nothing of the deployment, nor whether there is one.
import { type DeploymentId, deploymentId } from "../deployments/ids.ts";
import { answerNoLink, answerPage, html } from "./links-page.ts";
import type { Route } from "./server.ts";

const PATH = "/deployments/";
/** As ids are elsewhere: short and without blanks. */
const ID = /^\S{1,100}$/u;

const idIn = (segment: string): DeploymentId | null => {
  if (segment.includes("/")) return null;
  try {
    const id = decodeURIComponent(segment);
    return ID.test(id) ? deploymentId(id) : null;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
};

/** `base` is the bot's own address, without a slash at its end. Null: an id that no address can carry. */
export const deploymentAddress = (base: string, id: DeploymentId): string | null =>
  ID.test(id) && id.isWellFormed() ? `${base}${PATH}${encodeURIComponent(id)}` : null;

/** The deployment that an address below `base` names; what stands in its query or behind `#` does not matter. Null: none. */
export function deploymentInAddress(base: string, address: string): DeploymentId | null {
  if (!URL.canParse(address) || !URL.canParse(base)) return null;
  const [given, own] = [new URL(address), new URL(`${base}${PATH}`)];
  // A name and password in an address are somebody's trick, never part of one of ours.
  const ours = given.origin === own.origin && given.username === "" && given.password === "";
  return ours && given.pathname.startsWith(own.pathname)
    ? idIn(given.pathname.slice(own.pathname.length))
    : null;
}

/** `command`: the word that opens a deployment in Slack, with its slash. */
export const deploymentRoute = ({ command }: { readonly command: string }): Route => ({
  method: "GET",
  path: `${PATH}:id`,
  label: "deployment",
  handle: (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://own");
    const id = idIn(pathname.slice(PATH.length));
    if (id === null) return answerNoLink(response);
    return answerPage(response, 200, {
      title: "Open this deployment in Slack",
      body: html`<p>Type this into any message box of the Slack workspace in which Pointsman is:</p><pre>${command} ${id}</pre><p>It shows the deployment to you alone, if you may see it. Nothing is said about it here.</p>`,
    });
  },
});
