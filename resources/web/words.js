// Answers in words, as the window says them.

/** Never 100 % for what is not. */
export const percent = (share) => (share >= 0.9995 ? "100" : Math.min(99.9, 100 * share).toFixed(1)) + "\u2009%";

/** Models that read digits say "digits", others "items". */
export const itemsOf = (answer) => answer.digits ?? answer.items ?? [];
export const nameOf = (item) => item.digit ?? item.class ?? null;

/** Of several rows; an answer's `label` tells of none, its `text` does. */
export const inOneLine = (text) => text.replaceAll("\n", " / ");
const readingOf = (answer) => inOneLine(answer.text);

const rivalOf = (answer) => answer.alternatives[0];

/** The answer alone, to be written large. */
export function headline(answer) {
  if (answer.verdict === "not_a_digit") return "?";
  if (answer.verdict !== "unsure" || !rivalOf(answer)) return answer.text ?? "";
  return `${answer.text} or ${rivalOf(answer).label}`;
}

/** The verdict. */
export function verdict(answer, isEmpty) {
  switch (answer.verdict) {
    case "digit":
      return "Sure";
    case "unsure":
      return rivalOf(answer) ? `Not sure: ${readingOf(answer)} or ${rivalOf(answer).label}` : `Not sure: perhaps ${readingOf(answer)}`;
    case "not_a_digit":
      return answer.digits ? "No digit: there is ink, but nothing that the model knows." : "Nothing that the model knows.";
    default:
      return isEmpty ? "Empty page" : "Empty page: no ink was found.";
  }
}

export function confidence(answer) {
  if (answer.label === null) return "";
  const rival = rivalOf(answer);
  const second = rival && rival.confidence >= 0.0005 ? ` · ${rival.label}: ${percent(rival.confidence)}` : "";
  return `${readingOf(answer)}: ${percent(answer.confidence)}${second}`;
}

/** What is spoken once an answer has settled. */
export function sentence(answer, isEmpty) {
  if (answer.label === null) return verdict(answer, isEmpty);
  const sure = percent(answer.confidence);
  return answer.verdict === "digit" ? `Read as ${readingOf(answer)}, ${sure} sure.` : `${verdict(answer)}, ${sure}.`;
}

/** One digit of several, as its box is marked. */
export function mark(item) {
  return nameOf(item) === null ? "?" : nameOf(item) + (item.verdict === "unsure" ? "?" : "");
}

export function itemSentence(item, index, count) {
  const place = count > 1 ? `${index + 1} of ${count}: ` : "";
  if (nameOf(item) === null) return `${place}nothing that the model knows`;
  return `${place}${nameOf(item)}, ${item.verdict === "unsure" ? "not sure, " : ""}${percent(item.confidence)}`;
}

/** What makes reading hard, and what to do; the bounds are the window's (ui/result/Words.cpp). */
export function hint(answer) {
  for (const { verdict: doubt, box, ink } of itemsOf(answer)) {
    if (doubt === "digit" || !box || !ink) continue;
    if (ink.contrast < 0.3) return "The ink is faint: a darker pen or more light helps.";
    if (ink.aspect > 1.3) return "It is very wide: leave a gap between digits that should not touch.";
    if (ink.stroke > 0.18) return "The line is thick for its size: write larger, or with a thinner pen.";
    if (ink.stroke < 0.025) return "The line is very thin for its size: a thicker pen helps.";
  }
  return "";
}
