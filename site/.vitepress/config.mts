/** The documentation site: pages that scripts/docs.mjs has gathered in build/docs become static files in build/site. */
import { defineConfig } from "vitepress";
import { sidebar } from "./sidebar.mjs";

export default defineConfig({
  title: "doppelgrad",
  description:
    "Train many replicas of a small neural network, bit for bit the same everywhere, and measure how differently they predict",
  lang: "en",
  // Where the site is served from; a folder of a server begins and ends with a slash.
  base: (process.env.DOCS_BASE ?? "/") as `/${string}/`,
  srcDir: "../build/docs",
  outDir: "../build/site",
  cacheDir: "../build/site-cache",
  head: [["link", { rel: "icon", href: "data:," }]],
  markdown: {
    // The anchors of GitHub, so that a link into a page is right in both places.
    anchor: {
      slugify: (title) =>
        title
          .trim()
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, "")
          .replace(/\s/g, "-"),
    },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    nav: [
      { text: "Tutorials", link: "/tutorials/first-study", activeMatch: "^/tutorials/" },
      { text: "How-to", link: "/how-to/verify-a-result", activeMatch: "^/how-to/" },
      { text: "Explanation", link: "/explanation/reading-an-interval", activeMatch: "^/explanation/" },
      { text: "Reference", link: "/study" },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: "local" },
    docFooter: { prev: "Before", next: "Next" },
    footer: { message: "Apache-2.0. Static files: this site asks nothing of any other server." },
  },
});
