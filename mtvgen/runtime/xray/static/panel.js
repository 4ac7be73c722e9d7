// What stands beside the drawing: the title block, and everything about the event of the step.
"use strict";

const MARKS = { m: "M", t: "T", v: "V" };

const letterOf = (station) => {
  const letter = LETTERS[station];
  return letter ? el("b", { class: `letter ${letter}`, "aria-hidden": "true" }, MARKS[letter]) : null;
};

const panel = {
  // The block that a technical drawing has: whose, which, when
  block(journey, hide) {
    const { request, response } = journey;
    const query = request.query ? `?${request.query}` : "";
    const status = hide ? "?" : response ? `${response.status} ${response.reason ?? ""}` : "–";
    $("block").replaceChildren(
      el("span", { class: "number" }, `№ ${journey.number}`),
      el("span", { class: "method" }, request.method),
      el("span", { class: "path", title: request.path + query }, request.path + query),
      el("span", { class: `status ${response && !hide ? tone(response.status) : ""}` }, status),
      el("span", { class: "time" }, hide ? "…" : t("in_ms", { ms: ms(journey.ms) })),
    );
  },

  show(journey, step) {
    const event = eventAt(journey, step);
    $("panel").replaceChildren(
      this.kicker(journey, event, step),
      el("h2", { class: event.kind === "error.raised" ? "bad" : "" }, ...prose(headline(event))),
      ...(event.kind === "urls.tried" && !event.facts.matched ? [el("p", { class: "said cap" }, says(event).why ?? "")] : []),
      ...this.error(event),
      ...this.repeated(event),
      ...this.source(event.yours, t("your_line"), "yours"),
      ...this.patterns(journey, event),
      ...this.query(event),
      ...this.facts(event),
      ...this.source(event.runtime, t("runtime_line"), "runtime"),
      ...this.shares(journey, event),
    );
    $("panel").scrollTop = 0;
  },

  kicker(journey, event, step) {
    const parts = [
      t(event.station),
      t("step", { n: step + 1, all: lastStep(journey) + 1 }),
      t("at", { at: ms(event.at) }),
      event.ms != null ? t("took", { ms: ms(event.ms) }) : "",
    ];
    return el("p", { class: "kicker" }, letterOf(event.station), parts.filter(Boolean).join(" · "));
  },

  error(event) {
    if (event.kind !== "error.raised") return [];
    const { type, message } = event.facts;
    const hint = says(event).hint ?? event.facts.hint;
    const made = [el("p", { class: "said" }, el("strong", {}, type), message ? `: ${message}` : "")];
    if (hint) made.push(el("p", { class: "hint" }, el("strong", {}, `${t("what_to_do")}: `), ...prose(hint)));
    return made;
  },

  repeated(event) {
    const { repeat } = event.facts;
    if (!repeat) return [];
    const use = repeat.advice?.values?.use;
    let advice = says(event).advice ?? "";
    advice = advice.charAt(0).toUpperCase() + advice.slice(1);
    if (use) advice = advice.replace(use, () => `\`${use}\``);
    return [
      el(
        "p",
        { class: "hint again" },
        el("strong", {}, `N+1 · ${t("same_query", { count: repeat.count })} (${repeat.number}/${repeat.count}). `),
        ...prose(advice),
      ),
    ];
  },

  source(place, title, kind) {
    if (!place) return [];
    const lines = place.lines?.length ? place.lines : place.text ? [[place.line, place.text]] : [];
    const indent = Math.min(...lines.map(([, text]) => (text.trim() ? text.search(/\S/) : 99)), 99);
    const where = `${place.file}:${place.line}${place.function ? ` ${place.function}` : ""}`;
    const list = el("ol", { class: `source ${kind}`, tabindex: lines.length > 1 ? "0" : null, "aria-label": title });
    for (const [number, text] of lines) {
      const here = number === place.line;
      list.append(el("li", here ? { class: "here", "aria-current": "true" } : {}, el("span", {}, String(number)), text.slice(indent === 99 ? 0 : indent)));
    }
    return [el("h3", {}, title, " ", el("span", { class: "where" }, where)), list];
  },

  patterns(journey, event) {
    if (event.station !== "urls") return [];
    const list = el("ol", { class: "tried" });
    const now = journey.events.indexOf(event);
    const ended = event.kind !== "urls.tried";
    for (const [place, one] of journey.events.entries()) {
      if (one.kind !== "urls.tried") continue;
      const matched = one.facts.matched;
      const skipped = one.facts.why?.code === "not_reached";
      const known = ended || place <= now;
      const state = !known ? "later" : matched ? "hit" : skipped ? "later" : "miss";
      list.append(
        el(
          "li",
          { class: state, "aria-current": place === now ? "step" : null },
          el("code", {}, routeOf(one)),
          known ? el("span", { class: "why" }, matched ? t("matched") : skipped ? t("not_reached") : says(one).why ?? "") : null,
        ),
      );
    }
    return list.childElementCount ? [el("h3", {}, t("tried")), list] : [];
  },

  query(event) {
    if (event.kind !== "query.ran") return [];
    return [el("h3", {}, "SQL"), el("pre", { class: "sql", tabindex: "0" }, event.facts.sql.replace(/ (FROM|WHERE|ORDER BY|LIMIT|LEFT OUTER JOIN|INNER JOIN|VALUES|SET|GROUP BY) /g, "\n$1 "))];
  },

  facts(event) {
    const left_out = new Set(["sql", "why", "repeat", "prefix", "matched", "short", "story", "hint", "type", "message", "code", "answered", "near"]);
    const rows = Object.entries(event.facts).filter(
      ([name, value]) => !left_out.has(name) && value !== null && value !== "" && !(Array.isArray(value) && !value.length),
    );
    if (!rows.length) return [];
    const list = el("dl", { class: "facts" });
    for (const [name, value] of rows) list.append(el("dt", {}, label(name)), el("dd", {}, this.value(name, value)));
    return [el("h3", {}, t("facts")), list];
  },

  value(name, value) {
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value !== "object") return String(value);
    const rows = Array.isArray(value)
      ? value.map((one) =>
          Array.isArray(one) ? [String(one[0]), one.slice(1).join(" ")]
          : one && typeof one === "object" ? [one.name ?? one.file ?? "", one.how ?? (one.found ? "✓" : "✕")]
          : ["", String(one)])
      : Object.entries(value).map(([key, one]) => [key, typeof one === "object" ? JSON.stringify(one) : String(one)]);
    const list = el("ul", { class: "rows" });
    for (const [key, text] of rows) list.append(el("li", {}, key ? el("b", {}, key) : null, key && text ? " " : null, text));
    return list;
  },

  shares(journey, event) {
    const list = el("ol", { class: "shares", "aria-label": t("shares") });
    for (const station of STATIONS) {
      const share = journey.shares[station] ?? 0;
      const bar = el("span", { class: `meter ${LETTERS[station] ?? ""}`, "aria-hidden": "true" });
      const fill = el("i");
      fill.style.width = `${Math.max(share * 100, share ? 1 : 0)}%`;
      bar.append(fill);
      list.append(
        el(
          "li",
          { "aria-current": station === event.station ? "true" : null },
          el("span", { class: "name" }, t(station)),
          bar,
          el("span", { class: "part" }, `${Math.round(share * 100)} %`),
        ),
      );
    }
    return [el("h3", {}, t("shares"), " ", el("span", { class: "where" }, t("in_ms", { ms: ms(journey.ms) }))), list,
      journey.left_out ? el("p", { class: "faint" }, t("left_out", { n: journey.left_out })) : null].filter(Boolean);
  },
};
