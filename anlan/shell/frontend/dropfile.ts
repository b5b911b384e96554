// <label data-module="dropfile"><input type="file">…<span class="name">: drop a file (or several) on the label, see the names.
export default function dropfile(element: HTMLElement): void {
  const input = element.querySelector<HTMLInputElement>("input[type=file]");
  const name = element.querySelector<HTMLElement>(".name");
  if (!input) return;
  const told = () => {
    const names = [...(input.files ?? [])].map((file) => file.name);
    if (name) name.textContent = names.slice(0, 3).join("、") + (names.length > 3 ? ` … × ${names.length}` : "");
  };
  input.addEventListener("change", told);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    element.addEventListener(kind, (event) => {
      event.preventDefault();
      element.classList.toggle("over", kind === "dragover");
      const files = kind === "drop" ? (event as DragEvent).dataTransfer?.files : undefined;
      if (files?.length) {
        input.files = files;
        told();
      }
    });
  }
}
