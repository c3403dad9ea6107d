/** VitePress's own theme without its fonts, and the component that trains. */
import Theme from "vitepress/theme-without-fonts";
import LiveStudy from "./LiveStudy.vue";
import "./style.css";

export default {
  extends: Theme,
  enhanceApp({ app }) {
    app.component("LiveStudy", LiveStudy);
  },
} satisfies import("vitepress").Theme;
