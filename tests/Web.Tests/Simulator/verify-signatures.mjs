// Reads webhooks as JSON from standard input and prints the verdicts of Twilio's own helper.
import twilio from "twilio";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const verdicts = JSON.parse(text).map(({ url, form, signature }) => ({
  genuine: twilio.validateRequest(process.env.TOKEN, signature, url, form),
  forged: twilio.validateRequest(process.env.TOKEN, signature, url, { ...form, To: "+14155550666" }),
}));
console.log(JSON.stringify(verdicts));
