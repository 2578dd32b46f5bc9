// Drives the simulator with RingCentral's own client. Any surprise ends the script with an error.
import assert from "node:assert/strict";
import { SDK } from "@ringcentral/sdk";

const { SIM_URL, CLIENT_ID, CLIENT_SECRET, JWT, DESK, SINK } = process.env;
const connect = (clientSecret = CLIENT_SECRET) => new SDK({ server: SIM_URL.replace(/\/$/, ""), clientId: CLIENT_ID, clientSecret }).platform();
const json = answer => answer.json();
const extension = "/restapi/v1.0/account/~/extension/~";
const refused = async (act, code, status) => {
  const error = await act().then(() => assert.fail(`${code} was expected`), failure => failure);
  assert.equal(error.response?.status, status, error.message);
  const body = await error.response.clone().json();
  assert.equal(body.errorCode ?? body.error, code);
};

// Signing in: the wrong secret and the wrong JWT are refused as OAuth says.
await refused(() => connect("wrong").login({ jwt: JWT }), "invalid_client", 400);
await refused(() => connect().login({ jwt: "an.other.jwt" }), "invalid_grant", 400);
const platform = connect();
const token = await json(await platform.login({ jwt: JWT }));
assert.equal(token.token_type, "bearer");
assert.ok(token.expires_in > 0);
await platform.refresh();
assert.ok(await platform.loggedIn());

// Whose numbers.
const numbers = await json(await platform.get(`${extension}/phone-number`));
assert.ok(numbers.records.some(n => n.phoneNumber === DESK && n.features.includes("SmsSender")));

// Send: 200, the id a number, delivered in the end.
const send = (to, text, from = DESK) => platform.post(`${extension}/sms`, { from: { phoneNumber: from }, to: [{ phoneNumber: to }], text });
const answer = await send("+14155550100", "Xin chào, đơn hàng đang đến ✓");
assert.equal(answer.status, 200);
assert.equal(answer.headers.get("x-rate-limit-group"), "medium");
assert.equal(answer.headers.get("x-rate-limit-limit"), "40");
const sent = await json(answer);
assert.equal(typeof sent.id, "number");
assert.equal(sent.messageStatus, "Queued");
assert.equal(sent.subject, "Xin chào, đơn hàng đang đến ✓");
assert.equal(sent.direction, "Outbound");

const listed = async query => (await json(await platform.get(`${extension}/message-store`, { messageType: "SMS", ...query }))).records;
const until = async (id, status) => {
  for (let tries = 0; tries < 20; tries++) {
    const message = (await listed({ direction: "Outbound" })).find(m => m.id === id);
    if (message?.messageStatus === status) return message;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  assert.fail(`${id} did not become ${status}`);
};
await until(sent.id, "Delivered");
const fetched = await json(await platform.get(`${extension}/message-store/${sent.id}`));
assert.equal(fetched.conversationId, sent.conversationId);
const lost = await until((await json(await send("+14155550193", "never arrives"))).id, "DeliveryFailed");
assert.equal(lost.deliveryErrorCode, "SMS-UP-500");

// Refusals.
await refused(() => send("+14155550100", "x".repeat(1001)), "CMN-101", 400);
await refused(() => send("12", "hello"), "CMN-101", 400);
await refused(() => send("+14155550100", "hello", "+15005550006"), "MSG-304", 400);
await refused(() => platform.get(`${extension}/message-store/1`), "CMN-102", 404);

// Pages: each once, newest first.
const dateFrom = new Date().toISOString();
for (let i = 0; i < 5; i++) await send("+14155550111", `page ${i}`);
const pages = [];
let next = `${extension}/message-store?direction=Outbound&perPage=2&dateFrom=${encodeURIComponent(dateFrom)}`;
while (next) {
  const page = await json(await platform.get(next));
  pages.push(...page.records.map(m => m.subject));
  next = page.navigation.nextPage?.uri;
}
assert.deepEqual(pages, ["page 4", "page 3", "page 2", "page 1", "page 0"]);

// Subscriptions: an address that does not answer the handshake is refused.
const subscribe = address => platform.post("/restapi/v1.0/subscription", {
  eventFilters: [`${extension}/message-store/instant?type=SMS`, `${extension}/message-store`],
  deliveryMode: { transportType: "WebHook", address, verificationToken: "our-token" }, expiresIn: 3600,
});
await refused(() => subscribe(`${SINK}/no-echo`), "SUB-525", 400);
const subscription = await json(await subscribe(`${SINK}/echo`));
assert.equal(subscription.status, "Active");
assert.match(subscription.id, /^[0-9a-f-]{36}$/);
const renewed = await json(await platform.post(`/restapi/v1.0/subscription/${subscription.id}/renew`));
assert.ok(renewed.expirationTime >= subscription.expirationTime);
assert.equal((await json(await platform.get("/restapi/v1.0/subscription"))).records.length, 1);
assert.equal((await platform.delete(`/restapi/v1.0/subscription/${subscription.id}`)).status, 204);
await refused(() => platform.get(`/restapi/v1.0/subscription/${subscription.id}`), "CMN-102", 404);

// RingOut: the agent's telephone rings first, and the customer's once the agent has pressed the key.
const [agent, customer] = ["+14155550170", "+14155550171"];
const simulator = (path, body) => fetch(new URL(`/simulator/${path}`, SIM_URL), body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
const eventually = async (what, look, pause = 20, tries = 250) => {
  for (; tries > 0; tries--) {
    const found = await look();
    if (found) return found;
    await new Promise(resolve => setTimeout(resolve, pause));
  }
  assert.fail(`${what} did not come about`);
};
// The telephones are watched, not the API: asking has its rate.
const onPhone = (phone, is) => eventually(`a call on ${phone}`, async () => (await json(await simulator(`calls?phone=${encodeURIComponent(phone)}`))).items.findLast(is));
const act = async (call, what, body = {}) => assert.ok((await simulator(`calls/${call.sid}/${what}`, body)).ok, what);
const ring = (callerId = DESK) => platform.post(`${extension}/ring-out`, { from: { phoneNumber: agent }, to: { phoneNumber: customer }, callerId: { phoneNumber: callerId }, playPrompt: true });
const ringOut = await json(await ring());
assert.equal(typeof ringOut.id, "string");
assert.equal(ringOut.status.callStatus, "InProgress");
const status = async () => (await json(await platform.get(`${extension}/ring-out/${ringOut.id}`))).status;
await act(await onPhone(agent, c => c.status === "ringing"), "answer");
await act(await onPhone(agent, c => c.heard.some(h => h.includes("press 1"))), "press", { digits: "1" });
await act(await onPhone(customer, c => c.status === "ringing"), "answer");
const talking = await onPhone(customer, c => c.status === "in-progress");
assert.deepEqual(await status(), { callStatus: "Success", callerStatus: "Success", calleeStatus: "Success" });
await refused(() => platform.delete(`${extension}/ring-out/${ringOut.id}`), "CMN-102", 404);
await act(talking, "hangup");
await onPhone(agent, c => c.status === "completed");

// The log has it under another id, with the recording, whose sound the client fetches.
const logged = await eventually("the line of the log", async () => (await json(await platform.get("/restapi/v1.0/account/~/call-log", { view: "Detailed", recordingType: "All" }))).records.find(r => r.to.phoneNumber === customer), 250, 4);
assert.notEqual(logged.id, ringOut.id);
const sound = await platform.get(logged.recording.contentUri);
assert.equal(sound.headers.get("content-type"), "audio/wav");
assert.ok((await sound.arrayBuffer()).byteLength > 0);

// One that nobody has answered is given up; one under a number of others is refused.
const second = await json(await ring());
await onPhone(agent, c => c.status === "ringing");
assert.equal((await platform.delete(`${extension}/ring-out/${second.id}`)).status, 204);
await onPhone(agent, c => c.status === "canceled");
await refused(() => ring("+15005550006"), "CMN-101", 400);

console.log("The official client is content.");
