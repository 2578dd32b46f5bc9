import { textsFor } from "./texts.g";

document.title = textsFor(document.documentElement.lang).title;
