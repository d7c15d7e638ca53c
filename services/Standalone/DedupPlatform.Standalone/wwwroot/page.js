// What the page of a platform does while somebody types: half a word may mean something else, so it checks the words that are complete, and all
// of the text once the typing pauses. A new check cancels the one before.
const element = id => document.getElementById(id);
const [title, site, threshold, key, store, status] = ["title", "site", "threshold", "key", "store", "status"].map(element);

const pause = 300; // Milliseconds.
const wordBeingTyped = /[\p{L}\p{M}\p{N}'’]+$/u;

let current = new AbortController();
let checked = "";
let whenPaused;
let chosenThreshold; // Until somebody moves the slider, the site's threshold counts, or the model's.

async function call(method, path, body, signal) {
  const headers = { "content-type": "application/json" };
  if (key.value) {
    headers.authorization = `Bearer ${key.value}`;
  }

  const response = await fetch(path, { method, headers, signal, body: body && JSON.stringify(body) });
  const answer = response.status === 204 ? undefined : await response.json();
  if (response.ok) {
    return answer;
  }

  // Too many checks, or a moment's trouble: the service says when to come back.
  const seconds = Number(response.headers.get("retry-after"));
  if (seconds) {
    status.textContent = answer.title;
    await new Promise(resolve => setTimeout(resolve, seconds * 1000));
    signal?.throwIfAborted();
    return call(method, path, body, signal);
  }

  if (response.status === 401) {
    element("access").hidden = false;
  }

  const faults = Object.entries(answer.errors ?? {}).map(([field, faults]) => `${field} ${faults.join(", ")}`);
  throw new Error(faults.join("; ") || answer.detail || answer.title);
}

async function checkUnlessChecked(text) {
  if (text.trim() !== checked) {
    await check(text);
  }
}

async function check(text = title.value) {
  current.abort();
  current = new AbortController();
  checked = text.trim();
  if (!checked) {
    show([], "");
    return;
  }

  const started = performance.now();
  const question = { site: site.value, title: checked, threshold: chosenThreshold };
  const answer = await call("POST", "v1/duplicates/check", question, current.signal);
  const took = `${Math.round(performance.now() - started)} ms`;
  threshold.value = answer.threshold;
  element("shown-threshold").value = answer.threshold.toFixed(3);
  element("chosen-threshold").hidden = false;
  const found = answer.candidates.length ? "These may mean the same" : `No stored question in the site ${question.site} reaches the threshold`;
  show(answer.candidates, `${found} (${took}).`);
}

function show(candidates, message) {
  status.textContent = message;
  element("candidates").replaceChildren(...candidates.map(candidate => {
    const item = element("candidate").content.cloneNode(true);
    item.querySelector("meter").value = candidate.similarity;
    item.querySelector(".similarity").textContent = candidate.similarity.toFixed(3);
    const link = item.querySelector(".title");
    link.textContent = candidate.title;
    if (candidate.url) {
      link.href = candidate.url;
    }

    const verdict = item.querySelector(".verdict");
    verdict.onclick = guarded(async ({ target }) => {
      if (target.value) {
        const judged = { site: candidate.site, similarity: candidate.similarity, isDuplicate: target.value === "true" };
        verdict.inert = true;
        await call("POST", "v1/duplicates/feedback", judged);
        verdict.textContent = "Thank you.";
      }
    }, message => {
      verdict.inert = false;
      status.textContent = message;
    });
    return item;
  }));
}

async function storeOnce() {
  const id = `page-${Date.now()}`;
  const stored = await call("POST", "v1/questions", { site: site.value, id, title: title.value });
  status.textContent = "On disk; searchable in a moment.";
  const path = `v1/questions/${encodeURIComponent(stored.site)}/${encodeURIComponent(id)}`;
  while ((await call("GET", path)).status !== "indexed") {
    await new Promise(resolve => setTimeout(resolve, 100));
  }

  await check();
}

function guarded(action, tell = message => show([], message)) {
  return event => action(event).catch(fault => {
    if (fault.name !== "AbortError") {
      tell(fault.message);
    }
  });
}

key.onchange = guarded(() => check());
title.oninput = guarded(() => {
  store.disabled = false;
  clearTimeout(whenPaused);
  whenPaused = setTimeout(guarded(() => checkUnlessChecked(title.value)), pause);
  return checkUnlessChecked(title.value.replace(wordBeingTyped, ""));
});
threshold.oninput = guarded(() => {
  chosenThreshold = Number(threshold.value);
  element("shown-threshold").value = chosenThreshold.toFixed(3);
  return check();
});
site.value = new URLSearchParams(location.search).get("site") ?? site.value;
site.onchange = guarded(() => {
  history.replaceState(null, "", `?${new URLSearchParams({ site: site.value })}`);
  store.disabled = false;
  chosenThreshold = undefined;
  element("chosen-threshold").hidden = true;
  return check();
});
element("question").onsubmit = event => {
  event.preventDefault();
  store.disabled = true; // Until something else is typed: whoever clicks twice means one question.
  guarded(storeOnce, message => {
    store.disabled = false;
    show([], message);
  })(event);
};
