// Words and figures as people read them.

/** Strips what people type between digits. */
export const plainNumber = text => text.replace(/[\s().-]/g, "");

/** +14155550123 becomes +1 415 555 0123; other countries stay as they are. */
export const prettyNumber = number => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

export const time = at => clock.format(new Date(at));
export const day = at => calendar.format(new Date(at));

const words = {
  queued: ["on its way", ""],
  sending: ["on its way", ""],
  sent: ["sent", ""],
  delivered: ["delivered", "good"],
  undelivered: ["not delivered", "bad"],
  failed: ["failed", "bad"],
  canceled: ["canceled by the desk", "bad"],
};

/** What became of a message: the words, and whether they are good or bad news. */
export function fate(message) {
  if (message.direction === "inbound") {
    const answer = message.webhookAnswer;
    return [answer ?? "telling the desk…", answer === "webhook received" ? "good" : answer ? "bad" : ""];
  }
  const [text, kind] = words[message.status];
  return [message.errorCode ? `${text} (${message.errorCode})` : text, kind];
}

const callWords = {
  queued: "calling…",
  ringing: "ringing…",
  "in-progress": "on the line",
  completed: "call ended",
  busy: "declined",
  "no-answer": "nobody answered",
  failed: "could not be connected",
  canceled: "given up",
};

/** How a call stands, in words. */
export function callFate(call) {
  const words = call.talksTo ? "talking" : callWords[call.status];
  return call.note ? `${words} (${call.note})` : words;
}

/** Whether the message is really on the phone: the customer would not see the others. */
export const hasArrived = message => message.direction === "inbound" || ["sent", "delivered"].includes(message.status);
