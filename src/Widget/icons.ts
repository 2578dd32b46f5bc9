import mail from "@tabler/icons/outline/mail.svg";
import message from "@tabler/icons/outline/message.svg";
import message2 from "@tabler/icons/outline/message-2.svg";
import phone from "@tabler/icons/outline/phone.svg";
import send from "@tabler/icons/outline/send.svg";
import x from "@tabler/icons/outline/x.svg";
import down from "@tabler/icons/outline/chevron-down.svg";

const sources = { mail, message, message2, phone, send, x, down };
const svg = "http://www.w3.org/2000/svg";

/** A line icon without a name of its own: the element around it has one. */
export function icon(name: keyof typeof sources): SVGSVGElement {
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("viewBox", "0 0 24 24");
  element.setAttribute("aria-hidden", "true");
  for (const [, d] of sources[name].matchAll(/<path d="([^"]+)"/g)) {
    const path = document.createElementNS(svg, "path");
    path.setAttribute("d", d!);
    element.append(path);
  }
  return element;
}
