// Addresses of DataRobot's own pages, for what is done there. Reference section 3, links to the product UI.
import { CONSOLE_LIST } from "./guesses.ts";

export interface ConsoleLinks {
  deployment(id: string): string;
  deployments(): string;
}

export function consoleLinks(endpoint: URL): ConsoleLinks {
  // A proxy may put something before the API's path, and with it before the pages.
  const host = `${endpoint.origin}${endpoint.pathname.replace(/\/api\/v2\/?$/, "").replace(/\/+$/, "")}`;
  return {
    deployment: (id) => `${host}/${CONSOLE_LIST}/${encodeURIComponent(id)}/overview`,
    deployments: () => `${host}/${CONSOLE_LIST}`,
  };
}
