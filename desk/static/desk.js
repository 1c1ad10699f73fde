// Keeps the open page up to date, and puts suggestions into the answer. What is inserted was escaped by the server.
"use strict";

const EVERY_MS = 2000;

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (answer.redirected) location.reload(); // the session has ended
  return answer.ok && !answer.redirected ? answer.json() : null;
}

async function refreshQueue(body) {
  const found = await fetched(body.dataset.rows);
  if (found && !body.contains(document.activeElement)) body.innerHTML = found.html;
}

async function refreshTalk(log) {
  const found = await fetched(`${log.dataset.live}?after=${log.dataset.last}`);
  if (!found) return;
  if (String(found.version) !== log.dataset.version) document.getElementById("changed").hidden = false;
  const suggestions = document.getElementById("suggestions");
  if (found.suggestions && suggestions && !suggestions.contains(document.activeElement)) suggestions.innerHTML = found.suggestions;
  if (found.last > Number(log.dataset.last)) {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    log.insertAdjacentHTML("beforeend", found.html);
    log.dataset.last = found.last;
    if (atEnd) log.scrollTop = log.scrollHeight;
  }
}

function keepFresh(element, refresh) {
  const again = () => refresh(element).catch(() => {}).finally(() => setTimeout(again, EVERY_MS));
  setTimeout(again, EVERY_MS);
}

const queue = document.getElementById("queue");
if (queue) keepFresh(queue, refreshQueue);

const log = document.getElementById("messages");
if (log) {
  log.scrollTop = log.scrollHeight;
  keepFresh(log, refreshTalk);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-suggestion]");
  if (!button) return;
  const text = document.getElementById("text");
  text.value = button.dataset.suggestion;
  text.focus();
});
