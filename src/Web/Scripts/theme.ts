// Loaded before the page is painted, so that it never flashes in the wrong colours.
const dark = matchMedia("(prefers-color-scheme: dark)");
const apply = () => {
  document.documentElement.dataset["bsTheme"] = dark.matches ? "dark" : "light";
};
apply();
dark.addEventListener("change", apply);
