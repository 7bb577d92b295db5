// A module is made of this text for every widget, and a browser keeps every module until its page is closed. So the player
// itself is made once a page; this is all that is made again.
const made = (globalThis.lectureUtilsPlayers ??= {});

export default {
  async render({ model, el }) {
    const { version, text } = model.get("script");
    made[version] ??= import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    return (await made[version]).default.render({ model, el });
  },
};
