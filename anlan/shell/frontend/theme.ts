// Light, dark or as the device says. A cookie, so that the server paints the first frame right.
export default function theme(element: HTMLElement): void {
  const root = document.documentElement;
  const buttons = [...element.querySelectorAll<HTMLButtonElement>("[data-theme-is]")];
  const mark = () => {
    for (const b of buttons) b.setAttribute("aria-pressed", String((root.dataset.theme ?? "") === b.dataset.themeIs));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const chosen = button.dataset.themeIs ?? "";
      if (chosen) root.dataset.theme = chosen;
      else delete root.dataset.theme;
      document.cookie = `theme=${chosen}; path=/; max-age=${chosen ? 31536000 : 0}; samesite=lax`;
      mark();
    });
  }
  mark();
}
