// The page of phones: loads what the network holds, then follows it live.
import { get, post } from "./api.js";
import { showFaults } from "./faults.js";
import { plainNumber, prettyNumber } from "./format.js";
import { Phone } from "./phone.js";

const step = 9;
const remembered = "simulator.phones";
const area = document.getElementById("phones");
const more = document.getElementById("more-phones");
const empty = document.getElementById("empty");
const connection = document.getElementById("connection");

const phones = new Map();
let order = [];
let limit = step;
let own = [];
let loading = Promise.resolve();

const added = new Set(JSON.parse(localStorage.getItem(remembered) ?? "[]"));
const remember = () => localStorage.setItem(remembered, JSON.stringify([...added]));
const customerOf = message => message.direction === "inbound" ? message.from : message.to;

function phoneOf(number) {
  let phone = phones.get(number);
  if (!phone) {
    phone = new Phone(number, hide);
    phone.offer(own);
    phones.set(number, phone);
    order.unshift(number);
    arrange();
  }
  return phone;
}

function hide(phone) {
  phones.delete(phone.number);
  order = order.filter(number => number !== phone.number);
  added.delete(phone.number);
  remember();
  arrange();
  document.getElementById("new-number").focus();
}

// Only what differs is moved, so that no box loses its cursor.
function arrange() {
  const wanted = order.slice(0, limit).map(number => phones.get(number).element);
  for (const element of [...area.children]) {
    if (!wanted.includes(element)) element.remove();
  }
  wanted.forEach((element, place) => {
    if (area.children[place] !== element) {
      area.insertBefore(element, area.children[place] ?? null);
      const list = element.querySelector(".messages");
      list.scrollTop = list.scrollHeight;
    }
  });
  empty.hidden = order.length > 0;
  more.hidden = order.length <= limit;
  more.textContent = `Show more phones (${order.length - limit})`;
}

function showNumbers(numbers) {
  own = numbers;
  for (const phone of phones.values()) phone.offer(own);
  document.getElementById("numbers").replaceChildren(...own.map(number => {
    const item = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = prettyNumber(number.number);
    const hook = document.createElement("small");
    hook.textContent = number.smsUrl ? `reports to ${number.smsUrl}` : "no webhook set: nobody hears what customers write";
    hook.classList.toggle("bad", !number.smsUrl);
    const voice = document.createElement("small");
    voice.textContent = number.voiceUrl ? `asks ${number.voiceUrl} about calls` : "no voice webhook set: calls are not taken";
    voice.classList.toggle("bad", !number.voiceUrl);
    item.append(name, hook, voice);
    return item;
  }));
}

async function load() {
  const [numbers, messages, calls, faults] = await Promise.all([get("numbers"), get("messages?limit=1000"), get("calls?limit=1000"), get("faults")]);
  showNumbers(numbers.items);
  showFaults(faults);
  const seen = [...messages.items, ...calls.items].sort((a, b) => new Date(a.createdAt) - new Date(b.createdAt));
  const current = new Set([...added, ...seen.map(customerOf)]);
  for (const phone of phones.values()) {
    phone.clear();
    if (!current.has(phone.number) && phone.text.value === "") phones.delete(phone.number);
  }
  order = order.filter(number => phones.has(number));
  arrange();
  for (const number of added) phoneOf(number);
  const latestFirst = [...new Set(seen.map(customerOf).reverse())];
  for (const number of latestFirst.reverse()) phoneOf(number);   // a new phone comes first, so the latest comes last
  for (const message of messages.items) phoneOf(customerOf(message)).show(message);
  for (const call of calls.items) phoneOf(customerOf(call)).ring(call);
}

async function showOutcomes() {
  const { bySuffix, callsBySuffix } = await get("outcomes");
  document.getElementById("outcomes").replaceChildren(...Object.entries({ ...callsBySuffix, ...bySuffix }).map(([suffix, outcome]) => {
    const row = document.createElement("tr");
    const words = typeof outcome === "string" ? `calls: ${outcome}` : outcome.errorCode ? `${outcome.status}, ${outcome.errorCode}` : outcome.status === "sent" ? "sent, and no more" : outcome.status;
    for (const text of [suffix.replace(/(\d{3})(\d{4})/, "…$1 $2"), words]) row.insertCell().textContent = text;
    return row;
  }));
}

function follow() {
  const events = new EventSource("/simulator/events");
  const reload = () => { loading = loading.then(load).catch(() => {}); };
  const on = (name, act) => events.addEventListener(name, event => {
    const data = JSON.parse(event.data);
    loading = loading.then(() => act(data));   // after a load under way, so that nothing older overwrites it
  });
  events.addEventListener("open", event => {
    if (event instanceof MessageEvent) return;
    connection.textContent = "Connected";
    connection.classList.add("on");
    reload();
  });
  events.addEventListener("error", () => {
    connection.textContent = "Connection lost, trying again…";
    connection.classList.remove("on");
  });
  on("message", message => phoneOf(customerOf(message)).show(message));
  on("call", call => phoneOf(customerOf(call)).ring(call));
  on("deleted", ({ sid }) => phones.forEach(phone => phone.remove(sid)));
  on("faults", showFaults);
  events.addEventListener("rearranged", reload);
}

document.getElementById("add-phone").addEventListener("submit", event => {
  event.preventDefault();
  const input = document.getElementById("new-number");
  const error = document.getElementById("new-number-error");
  const number = plainNumber(input.value);
  const isValid = /^\+(1[2-9]\d{9}|[2-9]\d{6,14})$/.test(number);
  const isOwn = own.some(n => n.number === number);
  error.textContent = isOwn ? "This number belongs to the desk; a customer has another." : isValid ? "" : "Write the number with + and country code, for example +1 415 555 0123.";
  input.setAttribute("aria-invalid", String(error.textContent !== ""));
  if (error.textContent) {
    input.focus();
    return;
  }
  added.add(number);
  remember();
  input.value = "";
  const phone = phoneOf(number);
  phone.element.scrollIntoView({ block: "nearest" });
  phone.text.focus();
});

more.addEventListener("click", () => {
  limit += step;
  arrange();
});

const dialog = document.getElementById("confirm-reset");
document.getElementById("reset").addEventListener("click", () => dialog.showModal());
dialog.addEventListener("close", () => {
  if (dialog.returnValue === "yes") post("reset");   // the stream tells when it is done
});

showOutcomes();
follow();
