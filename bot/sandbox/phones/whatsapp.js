// The WhatsApp phone: a sign opens the chat with a text that is ready to be sent.

import { makePhone } from "./phone.js";
import { say } from "./words.js";

export function makeWhatsApp(act) {
  let code = "";
  const phone = makePhone({
    platform: "whatsapp",
    act,
    scan: () => phone.composer.fill(say("prefilled", { code }), say("prefilledHint")),
    tap: (message, button) => act({ do: "tap", phone: "whatsapp", message: message.id, button }),
  });
  return {
    node: phone.node,
    speak: phone.speak,
    show: (world) => {
      code = world.sign.code;
      phone.show(world.whatsapp, world, { otherwise: say("orWrite") });
    },
  };
}
