import "htmx.org";
import { startComposer } from "./composer";
import { startDialogs } from "./dialogs";
import { startInbox } from "./inbox";
import { startKeyboard } from "./keyboard";
import { startLive } from "./live";
import { startMenus } from "./menus";
import { startRequests } from "./requests";
import { startTimes } from "./times";

startTimes();
startRequests();
startMenus();
startDialogs();
startComposer();
startKeyboard();
startInbox();
if (document.body.dataset["live"] !== undefined) startLive(document.body.dataset["live"]);
