import { textsFor } from "./texts.g";

/** The texts of the page's language. */
export const texts = textsFor(document.documentElement.lang);
