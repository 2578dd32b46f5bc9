// A real SMTP server, until its input ends. Its first line of output is its port; then a line of JSON for each e-mail that it got as a whole. What it does with one,
// the recipient says: refused, later (once), closing (once), held (refused after the text), torn (hangs up in the middle, once), cut (hangs up after the end).
import { SMTPServer } from "smtp-server";
import { readFileSync } from "node:fs";

const settings = JSON.parse(process.env.SETTINGS ?? "{}");
const seen = new Set();
const once = what => !seen.has(what) && seen.add(what);
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
  name: "mail.test",
  authOptional: !settings.user,
  hideSTARTTLS: settings.noStarttls === true,
  disabledCommands: [...(settings.noStarttls ? ["STARTTLS"] : []), ...(settings.user ? [] : ["AUTH"])],
  authMethods: settings.authMethods ?? ["PLAIN", "LOGIN"],
  allowInsecureAuth: settings.insecureAuth === true,
  secure: settings.tls === true,
  ...(settings.cert ? { cert: readFileSync(settings.cert), key: readFileSync(settings.key) } : {}),
  onAuth(auth, _, done) {
    if (settings.authLater) return done(refusal(454, "Try again later"));
    return auth.username === settings.user && auth.password === settings.password ? done(null, { user: auth.username }) : done(refusal(535, "No such user or password"));
  },
  onMailFrom(address, _, done) {
    return done(address.address.startsWith("stranger@") ? refusal(553, "Not one of ours") : null);
  },
  onRcptTo(address, _, done) {
    const [who] = address.address.split("@");
    if (who === "refused") return done(refusal(550, "No such person"));
    if (who === "later" && once(who)) return done(refusal(451, "Later, please"));
    if (who === "closing" && once(who)) return done(refusal(421, "We are closing"));
    return done();
  },
  onData(stream, session, done) {
    const to = session.envelope.rcptTo.map(r => r.address);
    const [who] = to[0].split("@");
    const hangUp = () => [...server.connections].find(c => c.id === session.id)._socket.destroy();
    const chunks = [];
    stream.on("data", chunk => {
      chunks.push(chunk);
      if (who === "torn" && once(who)) hangUp();
    });
    stream.on("error", () => {});
    stream.on("end", () => {
      const mail = { from: session.envelope.mailFrom.address, to, user: session.user ?? null, secure: session.secure, raw: Buffer.concat(chunks).toString("base64") };
      if (who === "held") return done(refusal(550, "We do not like this"));
      console.log(JSON.stringify(mail));
      if (who === "cut") return hangUp();
      return done(null, "queued");
    });
  },
});

server.on("error", () => {});
server.listen(0, "127.0.0.1", () => console.log(server.server.address().port));
process.stdin.resume();
// What was said last must be out first: a pipe is written to in the background.
process.stdin.on("close", () => process.stdout.write("", () => process.exit(0)));
