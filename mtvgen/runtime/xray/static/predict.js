// Prediction: the picture stops before the dispatcher and asks which pattern will match.
"use strict";

const predict = {
  KEY: "mtvgen-predictions",

  // The step before the first pattern, or -1 where none was tried
  stopOf(journey) {
    const first = journey.drawing.steps.findIndex((n) => journey.events[n].kind === "urls.tried");
    return first < 0 ? -1 : Math.max(0, first - 1);
  },

  isOpen(journey) {
    return xray.predicting && this.stopOf(journey) >= 0 && !xray.answered.has(journey.id);
  },

  choices(journey) {
    return journey.events.filter((event) => event.kind === "urls.tried" && event.facts.view);
  },

  score() {
    const answers = [...xray.answered.values()];
    return { right: answers.filter(Boolean).length, all: answers.length };
  },

  ask(journey) {
    const { method, path } = journey.request;
    const choices = this.choices(journey);
    const matched = choices.findLast((event) => event.facts.matched) ?? null;
    const list = el("ol", { class: "choices" });
    const answer = (choice) => {
      xray.answered.set(journey.id, choice === matched);
      this.keep();
      this.told(journey, matched, choice);
    };
    for (const choice of choices) {
      list.append(el("li", {}, el("button", { onclick: () => answer(choice) }, el("code", {}, routeOf(choice)))));
    }
    list.append(el("li", {}, el("button", { onclick: () => answer(null) }, t("no_pattern"))));
    $("panel").replaceChildren(
      el("p", { class: "kicker" }, t("urls"), ...this.scoreLine()),
      el("h2", {}, t("question")),
      el("p", { class: "said" }, t("asked", { method, path })),
      list,
    );
  },

  scoreLine() {
    const score = this.score();
    return score.all ? [" · ", el("span", { id: "score" }, t("score", score))] : [];
  },

  told(journey, matched, choice) {
    const right = choice === matched;
    const name = (event) => (event ? el("code", {}, routeOf(event)) : t("no_pattern"));
    const why = choice && !right ? says(choice).why : "";
    const go = el("button", { class: "main", id: "go-on", onclick: () => player.play() }, t("go_on"));
    show.all();
    $("panel").replaceChildren(
      el("p", { class: "kicker" }, t("urls"), ...this.scoreLine()),
      el("h2", { class: right ? "good" : "bad", id: "verdict" }, t(right ? "right" : "wrong")),
      el("p", { class: "said" }, name(matched), " ", matched ? t("matched") : ""),
      why ? el("p", {}, name(choice), " ", why) : "",
      el("p", {}, go),
    );
    go.focus();
    $("say").textContent = `${t(right ? "right" : "wrong")} ${t("score", this.score())}`;
  },

  keep() {
    try {
      sessionStorage.setItem(this.KEY, JSON.stringify([...xray.answered]));
    } catch {
      // a file, or no room: the score then lives as long as the page
    }
  },

  remember() {
    try {
      xray.answered = new Map(JSON.parse(sessionStorage.getItem(this.KEY) ?? "[]"));
    } catch {
      xray.answered = new Map();
    }
  },
};
