// Drives the simulator with Twilio's own client. Any surprise ends the script with an error.
import assert from "node:assert/strict";
import twilio from "twilio";

const { SIM_URL, ACCOUNT, TOKEN, DESK } = process.env;
const connect = token => {
  const client = twilio(ACCOUNT, token);
  client.api.baseUrl = SIM_URL;
  return client;
};
const client = connect(TOKEN);
const refused = (act, code, status) => assert.rejects(act, error => {
  assert.equal(error.code, code, `code of "${error.message}"`);
  assert.equal(error.status, status);
  assert.match(error.moreInfo, new RegExp(`errors/${code}$`));
  return true;
});

// Create and fetch.
const created = await client.messages.create({ to: "+14155550100", from: DESK, body: "Xin chào, đơn hàng đang đến ✓" });
assert.match(created.sid, /^SM[0-9a-f]{32}$/);
assert.equal(created.status, "queued");
assert.equal(created.direction, "outbound-api");
assert.equal(created.numSegments, "1");
assert.equal(created.dateSent, null);
assert.ok(created.dateCreated instanceof Date && !Number.isNaN(created.dateCreated.valueOf()));

const until = async (sid, status) => {
  for (;;) {
    const message = await client.messages(sid).fetch();
    if (message.status === status) return message;
  }
};
const delivered = await until(created.sid, "delivered");
assert.equal(delivered.body, "Xin chào, đơn hàng đang đến ✓");
assert.equal(delivered.errorCode, null);
assert.ok(delivered.dateSent instanceof Date);
assert.ok(delivered.subresourceUris.media.endsWith(`/${created.sid}/Media.json`));

const undelivered = await until((await client.messages.create({ to: "+14155550193", from: DESK, body: "never arrives" })).sid, "undelivered");
assert.equal(undelivered.errorCode, 30003);

// List: all pages, newest first, each once; filters by number and by day.
const bodies = Array.from({ length: 7 }, (_, i) => `page ${i}`);
for (const body of bodies) {
  const { sid } = await client.messages.create({ to: "+14155550111", from: DESK, body });
  await until(sid, "delivered");
}
const listed = await client.messages.list({ to: "+14155550111", pageSize: 3 });
assert.deepEqual(listed.map(m => m.body), [...bodies].reverse());
assert.equal((await client.messages.list({ to: "+14155550111", limit: 4, pageSize: 2 })).length, 4);
assert.equal((await client.messages.list({ from: DESK })).length, 9);
assert.equal((await client.messages.list({ from: "+14155550111" })).length, 0);

const first = await client.messages.page({ to: "+14155550111", pageSize: 3 });
assert.equal(first.previousPageUrl, undefined);
const second = await first.nextPage();
assert.deepEqual(second.instances.map(m => m.body), ["page 3", "page 2", "page 1"]);
const third = await second.nextPage();
assert.deepEqual(third.instances.map(m => m.body), ["page 0"]);
assert.equal(third.nextPageUrl, undefined);
const back = await third.previousPage();
assert.deepEqual(back.instances.map(m => m.body), ["page 3", "page 2", "page 1"]);

const day = 24 * 3600 * 1000;
const now = Date.now();
const count = async filter => (await client.messages.list({ to: "+14155550111", ...filter })).length;
assert.equal(await count({ dateSentAfter: new Date(now - day) }), 7);
assert.equal(await count({ dateSentAfter: new Date(now + 2 * day) }), 0);
assert.equal(await count({ dateSentBefore: new Date(now + day) }), 7);
assert.equal(await count({ dateSentBefore: new Date(now - 2 * day) }), 0);
assert.equal(await count({ dateSent: new Date(now - 3 * day) }), 0);

// Redact and delete.
const redacted = await client.messages(created.sid).update({ body: "" });
assert.equal(redacted.body, "");
assert.equal(await client.messages(created.sid).remove(), true);
await refused(() => client.messages(created.sid).fetch(), 20404, 404);
await refused(() => client.messages(delivered.sid).remove(), 20404, 404);

// The account's number and where its messages are reported.
const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: DESK });
assert.match(number.sid, /^PN[0-9a-f]{32}$/);
assert.equal(number.capabilities.sms, true);
const connected = await client.incomingPhoneNumbers(number.sid).update({ smsUrl: "https://desk.example/hook?k=1", smsMethod: "POST" });
assert.equal(connected.smsUrl, "https://desk.example/hook?k=1");
assert.equal((await client.incomingPhoneNumbers(number.sid).fetch()).smsUrl, "https://desk.example/hook?k=1");
assert.equal((await client.api.v2010.accounts(ACCOUNT).fetch()).status, "active");

// Calls: this one's document is given with the request and needs nobody to answer it.
const phone = async (sid, what, body = {}) => {
  const answer = await fetch(new URL(`/simulator/calls/${sid}/${what}`, SIM_URL), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.ok;
};
const callUntil = async (sid, status) => {
  for (;;) {
    const call = await client.calls(sid).fetch();
    if (call.status === status) return call;
  }
};
const placed = await client.calls.create({ to: "+14155550144", from: DESK, twiml: "<Response><Dial record='record-from-answer-dual'>+14155550145</Dial></Response>", timeout: 30 });
assert.match(placed.sid, /^CA[0-9a-f]{32}$/);
assert.equal(placed.direction, "outbound-api");
assert.ok(["queued", "ringing"].includes(placed.status));
await callUntil(placed.sid, "ringing");
assert.ok(await phone(placed.sid, "answer"));
await callUntil(placed.sid, "in-progress");
let leg;
while (!leg || leg.status !== "ringing") [leg] = await client.calls.list({ parentCallSid: placed.sid });
assert.equal(leg.direction, "outbound-dial");
assert.equal(leg.parentCallSid, placed.sid);
assert.ok(await phone(leg.sid, "answer"));
let recording;
while (!recording) [recording] = await client.recordings.list({ callSid: placed.sid });
assert.equal(recording.status, "in-progress");
const ended = await client.calls(placed.sid).update({ status: "completed" });
assert.equal(ended.status, "completed");
assert.ok(ended.endTime instanceof Date && Number(ended.duration) >= 1);
while (recording.status !== "completed") recording = await client.recordings(recording.sid).fetch();
assert.equal(recording.channels, 2);
assert.equal(recording.source, "DialVerb");
assert.equal((await client.calls(placed.sid).recordings.list()).length, 1);
assert.equal(await client.recordings(recording.sid).remove(), true);
assert.equal((await client.recordings.list({ callSid: placed.sid })).length, 0);
assert.equal((await client.recordings.list({ callSid: placed.sid, includeSoftDeleted: true })).length, 1);
assert.equal((await client.calls.list({ to: "+14155550144" })).length, 1);
assert.equal((await client.calls.list({ status: "busy" })).length, 0);
await refused(() => client.calls.create({ to: "12", from: DESK, url: "https://desk.example/voice" }), 21217, 400);
await refused(() => client.calls.create({ to: "+14155550100", from: "+14155550188", url: "https://desk.example/voice" }), 21210, 400);
await refused(() => client.calls.create({ to: "+14155550100", from: DESK, url: "nowhere" }), 21205, 400);
await refused(() => client.calls("CA00000000000000000000000000000000").fetch(), 20404, 404);

// Refusals.
await refused(() => connect("wrong-token").messages.list(), 20003, 401);
await refused(() => client.messages.create({ to: "+14155550100", from: DESK }), 21602, 400);
await refused(() => client.messages.create({ to: "+14155550100", from: DESK, body: "x".repeat(1601) }), 21617, 400);
await refused(() => client.messages.create({ to: "12", from: DESK, body: "x" }), 21211, 400);
await refused(() => client.messages.create({ to: "+14155550100", from: "+14155550188", body: "x" }), 21606, 400);
await refused(() => client.messages.create({ to: "+14155550100", body: "x" }), 21603, 400);
await refused(() => client.messages.create({ to: "+14155550100", from: DESK, body: "x", statusCallback: "not a url" }), 21609, 400);

console.log("The official client is content.");
