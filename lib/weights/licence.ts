/** The licence that a model card states at its head. @param readme Markdown with a YAML head */
export function readLicence(readme: string): string | undefined {
  const [, head = ""] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(readme) ?? [];
  return /^license: *["']?([^\s"']+)/m.exec(head)?.[1];
}
