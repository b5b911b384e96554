// Sentences the page brings along in its own language: <meta name="words" data-unsaved="…">.
export function words(name: string, values: Record<string, string | number> = {}): string {
  const text = document.querySelector<HTMLMetaElement>('meta[name="words"]')?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}
