// What the page of a platform does while somebody types: half a word may mean something else, so it checks the words that are complete, and all
// of the text once the typing pauses. A new check cancels the one before.
const element = id => document.getElementById(id);
const [title, site, threshold, key, store, status] = ["title", "site", "threshold", "key", "store", "status"].map(element);

const pause = 1000; // Milliseconds. Shorter ones fall within the words of whoever types slowly.
const most = 10; // Candidates that a check without a limit gets.
const wordBeingTyped = /[\p{L}\p{M}\p{N}'’]+$/u;

let current = new AbortController();
let words = ""; // Those that are complete.
let checked = "";
let whenPaused;
let chosenThreshold; // Until somebody moves the slider, the site's threshold counts, or the model's.

async function call(method, path, body, signal) {
  const headers = { "content-type": "application/json" };
  if (key.value && key.validity.valid) {
    headers.authorization = `Bearer ${key.value}`;
  }

  const response = await fetch(path, { method, headers, signal, body: body && JSON.stringify(body) })
    .catch(fault => { throw fault.name === "AbortError" ? fault : new Error("The service cannot be reached."); });
  const isJson = response.headers.get("content-type")?.includes("json");
  const answer = isJson ? await response.json() : { title: `The service answered ${response.status}.` }; // A proxy in between answers with a page.
  if (response.ok && (isJson || response.status === 204)) {
    return answer;
  }

  // Too many checks, or a moment's trouble: the service says when to come back; a proxy that limits the rate may not.
  const isBusy = response.status === 429;
  const seconds = Number(response.headers.get("retry-after")) || (isBusy ? 1 : 0);
  if (seconds) {
    const wait = `${isBusy ? "The service is busy." : answer.detail ?? answer.title} The next try is in ${seconds} s.`;
    if (signal) {
      show([], wait); // What an earlier check found belongs to another text.
    } else {
      tell(wait);
    }

    await new Promise(resolve => setTimeout(resolve, seconds * 1000));
    signal?.throwIfAborted();
    return call(method, path, body, signal);
  }

  if (response.status === 401) {
    element("access").hidden = false;
    throw new Error(headers.authorization ? "That is not the access key." : "Type the access key.");
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
  element("took").textContent = `· last answer in ${Math.round(performance.now() - started)} ms`;
  showThreshold(answer.threshold);
  const found = answer.candidates.length;
  const number = found < most ? found : `The ${found} most similar`;
  show(answer.candidates, found ? `${number} may mean the same.` : `No stored question in the site ${question.site} is similar enough.`);
}

function tell(message) {
  if (status.textContent !== message) { // Else screen readers would say it again.
    status.textContent = message;
  }
}

function showThreshold(least) {
  threshold.value = least;
  element("shown-threshold").textContent = least.toFixed(3);
  element("chosen-threshold").hidden = false;
}

function show(candidates, message) {
  tell(message);
  element("candidates").replaceChildren(...candidates.map(candidate => {
    const item = element("candidate").content.cloneNode(true);
    const link = item.querySelector(".title");
    link.textContent = candidate.title;
    if (candidate.url) {
      link.href = candidate.url;
    }

    const probability = candidate.probability == null ? "" : `, probability ${Math.round(100 * candidate.probability)} %`;
    item.querySelector(".figures").textContent = `similarity ${candidate.similarity.toFixed(3)}${probability}`;
    const verdict = item.querySelector(".verdict");
    const asked = [...verdict.childNodes];
    for (const button of verdict.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.textContent}: ${candidate.title}`);
    }

    verdict.onclick = guarded(async ({ target }) => {
      if (target.value) {
        verdict.textContent = "Thank you.";
        verdict.focus(); // With the button, the focus would be lost.
        const judged = { site: candidate.site, similarity: candidate.similarity, isDuplicate: target.value === "true" };
        await call("POST", "v1/duplicates/feedback", judged);
      }
    }, message => {
      verdict.replaceChildren(...asked);
      tell(message);
    });
    return item;
  }));
}

async function storeOnce() {
  store.disabled = true; // Until something else is typed, or this fails: whoever clicks twice means one question.
  const id = `page-${Date.now()}`;
  const stored = await call("POST", "v1/questions", { site: site.value, id, title: title.value }).catch(fault => {
    store.disabled = false;
    throw fault;
  });
  tell(`Stored as ${id}; searchable in a moment.`);
  const path = `v1/questions/${encodeURIComponent(stored.site)}/${encodeURIComponent(id)}`;
  while ((await call("GET", path)).status !== "indexed") {
    await new Promise(resolve => setTimeout(resolve, 100));
  }

  await check();
  tell(`Stored as ${id}. ${status.textContent}`);
}

function guarded(action, tellFault = message => show([], message)) {
  return event => action(event).catch(fault => {
    if (fault.name !== "AbortError") {
      checked = undefined; // The next word or pause checks again.
      tellFault(fault.message);
    }
  });
}

key.onchange = guarded(() => check());
title.oninput = guarded(async () => {
  store.disabled = false;
  clearTimeout(whenPaused);
  whenPaused = setTimeout(guarded(() => checkUnlessChecked(title.value)), pause);
  const before = words;
  words = title.value.replace(wordBeingTyped, "").trim();
  if (words !== before) { // Within a word the list stays: a pause may have checked more than the words before it.
    await checkUnlessChecked(words);
  }
});
threshold.oninput = guarded(() => {
  chosenThreshold = Number(threshold.value);
  showThreshold(chosenThreshold);
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
  guarded(() => check())(event);
};
store.onclick = guarded(storeOnce);
