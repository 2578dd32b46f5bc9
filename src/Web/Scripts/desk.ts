import "htmx.org";
import { startComposer } from "./composer";
import { startDialogs } from "./dialogs";
import { startFollowing } from "./follow";
import { startInbox } from "./inbox";
import { startKeyboard } from "./keyboard";
import { startLive } from "./live";
import { startMenus } from "./menus";
import { startRequests } from "./requests";
import { startSettings } from "./settings";
import { startTemplates } from "./templates";
import { startTimes } from "./times";

startTimes();
startRequests();
startMenus();
startDialogs();
startTemplates();
startComposer();
startKeyboard();
startInbox();
startSettings();
startFollowing();
// Empty for those without an inbox: Razor keeps the attribute.
if (document.body.dataset["live"]) startLive(document.body.dataset["live"]);

// Players too; they come with a press of a button.
function players(): void {
  const found = document.querySelectorAll<HTMLElement>("[data-player]:not([data-started])");
  if (found.length > 0) void import("./player").then(module => module.startPlayers(found));
}
players();
document.addEventListener("htmx:after:swap", players);

// Charts are rare and large: their code is loaded where there is one.
const charts = document.querySelectorAll<HTMLCanvasElement>("canvas[data-chart]");
if (charts.length > 0) void import("./charts").then(module => module.startCharts(charts));
