// The panel of faults.
import { post } from "./api.js";

const form = document.getElementById("faults");
const now = document.getElementById("faults-now");
const error = document.getElementById("faults-error");

const words = {
  timeout: "no answer",
  acceptThenTimeout: "sends, but no answer",
  garbage: "rubbish for an answer",
  duplicateCallbacks: "reports twice",
  reorderCallbacks: "reports in the wrong order",
  dropCallbacks: "no reports",
};

/** Says in words which faults are in force. */
export function showFaults(plan) {
  const faults = Object.keys(words).filter(name => plan[name]).map(name => words[name]);
  if (plan.status) faults.unshift(`error ${plan.status}`);
  if (plan.delayMs) faults.unshift(`${plan.delayMs} ms late`);
  const left = plan.count ? ` (${plan.count} more)` : "";
  now.textContent = faults.length ? `In force: ${faults.join(", ")}${left}.` : "The network is healthy.";
  now.classList.toggle("ill", faults.length > 0);
}

async function apply(plan) {
  error.textContent = "";
  try {
    showFaults(await post("faults", plan));
  } catch (failure) {
    error.textContent = failure.message;
  }
}

form.addEventListener("submit", event => {
  event.preventDefault();
  const data = new FormData(form);
  const plan = { on: data.has("everywhere") ? "all" : "sends" };
  const answer = data.get("answer");
  if (answer === "status") plan.status = Number(data.get("status"));
  else if (answer) plan[answer] = true;
  for (const name of ["delayMs", "count"]) {
    if (data.get(name)) plan[name] = Number(data.get(name));
  }
  for (const name of ["duplicateCallbacks", "reorderCallbacks", "dropCallbacks"]) {
    if (data.has(name)) plan[name] = true;
  }
  apply(plan);
});

document.getElementById("clear-faults").addEventListener("click", () => {
  form.reset();
  apply({});
});
