// The demo shop: switches its language, and hands its questions to the chat.
const chat = document.querySelector("shop-chat");

function speak(language) {
  document.documentElement.lang = language;
  document.title = language === "zh" ? "小二杂货" : "Xiaoer's";
  chat.setAttribute("lang", language);
}

const wanted = new URLSearchParams(location.search).get("lang") ?? navigator.language;
speak(wanted.toLowerCase().startsWith("zh") ? "zh" : "en");

document.querySelector("#language").addEventListener("click", () => {
  speak(document.documentElement.lang === "zh" ? "en" : "zh");
});
document.querySelector("#open-chat").addEventListener("click", () => chat.open());
for (const button of document.querySelectorAll("[data-ask-en]")) {
  button.addEventListener("click", () => {
    chat.ask(document.documentElement.lang === "zh" ? button.dataset.askZh : button.dataset.askEn);
  });
}
