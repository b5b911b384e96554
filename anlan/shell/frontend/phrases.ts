// Ready phrases that add their words to a text field: <div class="qk" data-module="phrases" data-into="id_what">.
// data-follow="name" shows only the phrases whose data-for holds the chosen value of that radio.
export default function phrases(element: HTMLElement): void {
  const input = document.getElementById(element.dataset.into ?? "") as HTMLTextAreaElement | null;
  if (!input) return;
  element.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("button");
    if (!button) return;
    const words = button.dataset.words ?? button.textContent?.trim() ?? "";
    const before = input.value.trimEnd();
    input.value = before && !/[，。；,.;]$/.test(before) ? `${before}，${words}` : before + words;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
  const name = element.dataset.follow;
  if (!name) return;
  const follow = () => {
    const chosen = document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value;
    for (const button of element.querySelectorAll<HTMLElement>("[data-for]")) {
      button.hidden = !chosen || !(button.dataset.for ?? "").split(" ").includes(chosen);
    }
  };
  document.addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name === name) follow();
  });
  follow();
}
