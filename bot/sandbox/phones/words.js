// All that the page says, in both its languages. What the assistant says comes from the assistant.

const ES = {
  title: "leadbot: del letrero al CRM",
  tagline: "Alguien escanea un letrero, chatea un minuto y llega al CRM.",
  step1: "Escanea el letrero",
  step2: "Chatea con el asistente",
  step3: "Mira lo que recibe el CRM",
  demo: "demo",
  language: "Idioma de la página",
  views: "Qué ver",
  offline: "Sin conexión con la demo. Vuelvo a intentarlo…",
  refused: "Eso ya no se puede hacer en esta pantalla.",
  phoneOf: "Teléfono de {name}, {number}",
  chat: "Conversación en {app}",
  assistant: "Asistente automático",
  botAssistant: "bot · asistente automático",
  typing: "escribiendo…",
  today: "Hoy",
  scan: "Escanea el letrero",
  scanAgain: "Escanear el letrero",
  scanHint: "Tócalo, como si lo apuntaras con la cámara",
  orWrite: "o escribe lo que quieras",
  orStart: "o pulsa INICIAR y escribe lo que quieras",
  prefilled: "Hola, me interesa esta propiedad (ref. {code})",
  prefilledHint: "El letrero ya escribió por ti. Pulsa enviar.",
  again: "Empezar de nuevo",
  againHint: "Otra persona, con otro número, toma este teléfono",
  message: "Mensaje",
  send: "Enviar",
  record: "Enviar una nota de voz",
  attach: "Adjuntar",
  more: "Más opciones",
  voice: "Nota de voz",
  photo: "Foto",
  location: "Ubicación",
  own_card: "Mi contacto",
  other_card: "Contacto de otra persona",
  otherName: "Luis Díaz",
  edited: "editado",
  edit: "Editar este mensaje",
  editing: "Editando el mensaje",
  cancel: "Cancelar",
  close: "Cerrar",
  start: "INICIAR",
  restart: "DESBLOQUEAR",
  block: "Detener y bloquear el bot",
  whatBot: "¿Qué puede hacer este bot?",
  whatBotSays: "Toma tus datos y un asesor de {agency} te contacta.",
  shareTitle: "¿Compartir tu número?",
  shareText: "{bot} recibirá tu número {number}.",
  share: "Compartir",
  keyboard: "Teclado del bot",
  me: "Tú",
  tick_sent: "enviado",
  tick_delivered: "entregado",
  tick_read: "leído",
  tick_failed: "no se pudo entregar",
  crmTitle: "Lo que recibió AlterEstate",
  crmTab: "CRM",
  crmAnswers: "El CRM responde",
  mode_auto: "normal",
  mode_created: "nuevo",
  mode_registered: "ya registrado",
  mode_invalid: "datos inválidos",
  mode_down: "caído",
  mode_slow: "lento (12 s)",
  explain_auto: "Al que no conoce lo registra; al que ya conoce no lo duplica y avisa a su asesor.",
  explain_created: "Registra a cada persona como nueva, aunque repita.",
  explain_registered: "Dice que ya conocía a la persona: no la duplica y avisa a su asesor.",
  explain_invalid: "Rechaza el correo. El asistente lo vuelve a preguntar, una vez.",
  explain_down: "No funciona. El asistente guarda los datos, lo dice y lo sigue intentando solo.",
  explain_slow: "Tarda 12 segundos. A los 8 el asistente ya confirma que los datos están a salvo.",
  empty: "Todavía no ha llegado nadie",
  emptyHint: "Termina una conversación y pulsa «Sí, enviar»: el cliente aparece aquí en el acto. Lo que nadie confirma nunca llega.",
  phone: "Teléfono",
  email: "Correo",
  looking: "Busca",
  buy: "comprar",
  rent: "alquilar",
  property: "Propiedad",
  budget: "Presupuesto",
  notes: "Nota para el asesor",
  via: "canal {via}",
  json: "Ver el JSON enviado",
  waiting: "esperando respuesta…",
  no_answer: "sin respuesta",
  answer_201: "contacto nuevo",
  answer_200: "ya existía",
  answer_400: "dato rechazado",
  answer_401: "clave rechazada",
  answer_429: "demasiadas peticiones",
  answer_5: "CRM caído",
  tries: "{n} intentos",
  retry: "Guardado. El asistente lo intenta otra vez solo.",
};

const EN = {
  title: "leadbot: from the sign to the CRM",
  tagline: "Somebody scans a sign, chats for a minute and lands in the CRM.",
  step1: "Scan the sign",
  step2: "Chat with the assistant",
  step3: "Watch what the CRM receives",
  demo: "demo",
  language: "Language of the page",
  views: "What to see",
  offline: "No connection to the demo. Trying again…",
  refused: "That can no longer be done on this screen.",
  phoneOf: "Phone of {name}, {number}",
  chat: "Conversation on {app}",
  assistant: "Automated assistant",
  botAssistant: "bot · automated assistant",
  typing: "typing…",
  today: "Today",
  scan: "Scan the sign",
  scanAgain: "Scan the sign",
  scanHint: "Tap it, as if you pointed your camera at it",
  orWrite: "or write whatever you like",
  orStart: "or press START and write whatever you like",
  prefilled: "Hi, I'm interested in this property (ref. {code})",
  prefilledHint: "The sign wrote for you. Press send.",
  again: "Start over",
  againHint: "Another person, with another number, takes this phone",
  message: "Message",
  send: "Send",
  record: "Send a voice note",
  attach: "Attach",
  more: "More options",
  voice: "Voice note",
  photo: "Photo",
  location: "Location",
  own_card: "My contact",
  other_card: "Somebody else's contact",
  otherName: "Luis Díaz",
  edited: "edited",
  edit: "Edit this message",
  editing: "Editing the message",
  cancel: "Cancel",
  close: "Close",
  start: "START",
  restart: "UNBLOCK",
  block: "Stop and block the bot",
  whatBot: "What can this bot do?",
  whatBotSays: "Takes your details, and an agent of {agency} contacts you.",
  shareTitle: "Share your number?",
  shareText: "{bot} will receive your number {number}.",
  share: "Share",
  keyboard: "The bot's keyboard",
  me: "You",
  tick_sent: "sent",
  tick_delivered: "delivered",
  tick_read: "read",
  tick_failed: "could not be delivered",
  crmTitle: "What AlterEstate received",
  crmTab: "CRM",
  crmAnswers: "The CRM answers",
  mode_auto: "normal",
  mode_created: "new",
  mode_registered: "already registered",
  mode_invalid: "invalid data",
  mode_down: "down",
  mode_slow: "slow (12 s)",
  explain_auto: "It registers whom it does not know; whom it knows it does not duplicate, and tells their agent.",
  explain_created: "It registers every person as new, even twice.",
  explain_registered: "It says it knew the person already: no duplicate, and their agent is told.",
  explain_invalid: "It rejects the e-mail. The assistant asks for it again, once.",
  explain_down: "It does not work. The assistant keeps the details, says so and goes on trying by itself.",
  explain_slow: "It takes 12 seconds. After 8 the assistant already confirms that the details are safe.",
  empty: "Nobody has arrived yet",
  emptyHint: "Finish a conversation and press «Yes, send»: the client shows up here at once. What nobody confirms never arrives.",
  phone: "Phone",
  email: "E-mail",
  looking: "Looking to",
  buy: "buy",
  rent: "rent",
  property: "Property",
  budget: "Budget",
  notes: "Note for the agent",
  via: "channel {via}",
  json: "See the JSON sent",
  waiting: "waiting for an answer…",
  no_answer: "no answer",
  answer_201: "new contact",
  answer_200: "already existed",
  answer_400: "data rejected",
  answer_401: "key rejected",
  answer_429: "too many requests",
  answer_5: "CRM down",
  tries: "{n} attempts",
  retry: "Kept safe. The assistant tries again by itself.",
};

const CATALOGUES = { es: ES, en: EN };
const CHOSEN = "leadbot-demo-language";

let language = localStorage.getItem(CHOSEN) === "en" ? "en" : "es";

/** The page's language, «es» or «en». */
export const currentLanguage = () => language;

/** Speak another language from now on; the page has to be drawn again. */
export function speak(chosen) {
  language = chosen;
  localStorage.setItem(CHOSEN, chosen);
}

/** A text with its placeholders filled; undefined for a key nobody wrote. */
export function say(key, values = {}) {
  return CATALOGUES[language][key]?.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Fills every element that names its words: `data-say` the text, `data-say-label` the label, `data-say-title` the title. */
export function sayAll(root = document) {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const node of root.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of root.querySelectorAll("[data-say-label]")) node.setAttribute("aria-label", say(node.dataset.sayLabel));
  for (const node of root.querySelectorAll("[data-say-title]")) node.title = say(node.dataset.sayTitle);
}

/** «14:05», on the clock of whoever looks. */
export function clock(iso) {
  return new Date(iso).toLocaleTimeString(language === "es" ? "es-DO" : "en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });
}

/** A Dominican or American number as people write it there; others as they came. */
export function readableNumber(e164) {
  return e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1-$2-$3");
}
