// Two requests side by side: their events in line, what differs marked.
"use strict";

const compare = {
  keyOf(event) {
    const { name, route, sql, view } = event.facts;
    return [event.kind, name ?? route ?? sql ?? (event.kind.startsWith("view") ? view : "") ?? ""].join(" ");
  },

  // The longest common sequence of both: pairs of events, null where one side has none
  align(left, right) {
    const a = left.drawing.steps.map((n) => left.events[n]);
    const b = right.drawing.steps.map((n) => right.events[n]);
    const [keysA, keysB] = [a.map(this.keyOf), b.map(this.keyOf)];
    const most = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        most[i][j] = keysA[i] === keysB[j] ? most[i + 1][j + 1] + 1 : Math.max(most[i + 1][j], most[i][j + 1]);
      }
    }
    const pairs = [];
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && keysA[i] === keysB[j]) pairs.push([a[i++], b[j++]]);
      else if (j >= b.length || (i < a.length && most[i + 1][j] >= most[i][j + 1])) pairs.push([a[i++], null]);
      else pairs.push([null, b[j++]]);
    }
    return pairs;
  },

  // Names of facts that are not the same; times and byte counts of the wire always differ
  differing(left, right) {
    const names = new Set([...Object.keys(left.facts), ...Object.keys(right.facts)]);
    return [...names].filter((name) => !["repeat", "matched", "story"].includes(name) && JSON.stringify(left.facts[name]) !== JSON.stringify(right.facts[name]));
  },

  head(journey) {
    const { request, response } = journey;
    const status = response ? `${response.status} ${response.reason ?? ""}` : "–";
    return el(
      "th", { scope: "col" },
      el("span", { class: "faint" }, `№ ${journey.number} `),
      el("b", {}, `${request.method} ${request.path}${request.query ? `?${request.query}` : ""}`),
      el("br"),
      el("span", { class: response ? tone(response.status) : "" }, status),
      ` · ${t("in_ms", { ms: ms(journey.ms) })}`,
    );
  },

  shares(journey) {
    return el("td", {}, ...panel.shares(journey, {}));
  },

  cell(event, names) {
    if (!event) return el("td", { class: "none" }, "—");
    const td = el("td", { class: names ? "" : "only" }, letterOf(event.station), ...prose(headline(event)));
    if (!names) td.append(" ", el("span", { class: "mark" }, t("only_here")));
    for (const name of names ?? []) {
      const value = event.facts[name];
      const shown = name === "why" ? says(event).why : panel.value(name, value ?? t("nothing"));
      td.append(el("div", { class: "fact" }, name === "why" ? null : el("b", {}, label(name)), el("mark", {}, shown)));
    }
    return td;
  },

  show(left, right) {
    const body = el("tbody", {}, el("tr", {}, this.shares(left), this.shares(right)));
    let same = 0;
    const hold = [];
    const fold = () => {
      if (!hold.length) return;
      const count = hold.length;
      const rows = hold.splice(0);
      const button = el("button", { class: "fold", "aria-expanded": "false", title: t("show_same") }, t("same", { n: count }));
      button.addEventListener("click", () => {
        const open = button.getAttribute("aria-expanded") !== "true";
        button.setAttribute("aria-expanded", String(open));
        for (const row of rows) row.hidden = !open;
      });
      body.append(el("tr", { class: "same" }, el("td", { colspan: "2" }, button)), ...rows);
    };
    for (const [a, b] of this.align(left, right)) {
      const names = a && b ? this.differing(a, b) : null;
      const row = el("tr", {}, this.cell(a, names), this.cell(b, names));
      if (names && !names.length) {
        same += 1;
        row.hidden = true;
        hold.push(row);
        continue;
      }
      fold();
      row.className = "differs";
      body.append(row);
    }
    fold();
    $("both").replaceChildren(
      el("div", { class: "both-head" }, el("h2", {}, t("comparing")), el("button", { id: "end-compare", onclick: () => show.compare(null) }, t("end_compare"))),
      el("table", {}, el("thead", {}, el("tr", {}, this.head(left), this.head(right))), body),
    );
  },
};
