"""Strangers of many cultures are called what they are called, and nothing else that they say is a name.

The chat is in the language of the row, the agency speaks Spanish.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.wording import load_vocabulary
from flows.understanding.message import read
from flows.understanding.name import search_name

WORDS = load_vocabulary()

# Whole answers to «¿cómo te llamas?», many of them words in another language.
NAMES = {
    "es": (
        "Mira Rossi|Ben Barth|"
        "Will|Will Smith|John House|Li Wei|Test Test|Juan Prueba|Luz Blanco|Luz|Sol|Sole Rinaldi|May Long|Grace|Rose "
        "Parker|Mark Day|Jean Petit|Claire Dubois|Bella Swan|Marina|Dolores|Mercedes|Consuelo|Domingo Santos|Segundo "
        "Salazar|Inmaculada Concepción Ruiz|Ángel de la Guarda Peña|Jesús María "
        "Reyes|Altagracia|Wilkin|Yokasta|Franklyn Polanco|Nguyễn Thị Mai|Ahmed Al-Masri|Fatima Zahra|Kim Min-ho|Ivan "
        "Petrov|Oluwaseun Adeyemi|Chiamaka|Priya Natarajan|Björn Andersson|Łukasz Nowak|Zoë Kravitz|Dante "
        "Alighieri|Leo Messi|Rocío|Nieves|Pilar|Ana y Luis Peña|juan carlos|maria jose|Rosa Elena De "
        "León|Casandra|Víctor Hugo|Máximo Gómez|Angel Luis|Reyes Caballero|Eva Luna"
    ),
    "en": (
        "Rosa|Luz Bonilla|Dulce Maria|Sol Garcia|Angel Flores|Mario Blanco|Jesus Torres|Chad|Drew Barry|Faith "
        "Moore|Hope|Joy Long|Bill Price|Rich Banks|Guy Lafleur|Jean-Luc Moreau|Siobhan O'Brien|Mary-Kate "
        "Olsen|D'Andre Swift|LaToya Jackson|DeShawn|Xiu Ying|Muhammad Iqbal|Saoirse"
    ),
    "fr": ("Pierre|Rose|Claire Fontaine|Marie-Ange|Jean|Aimé Césaire|Désiré|Blanche Petit|Franck Boucher|Will Martin"),
    "pt": ("Rosa|Luz|Graça|João Silva|Conceição|Jesus dos Santos|Luiz Inácio|Bruna Sol"),
    "it": ("Rosa|Luce Neri|Bianca|Gioia Costa|Marco Bianchi"),
    "de": ("Rosa|Jung Kim|Klein Max|Ernst Lang|Mark Neu|Lena Schön"),
    "ru": ("Вера|Надежда Белая|Лев Толстой|Роза|Мария Счастливая"),
    "ht": ("Wideline|Jean Baptiste|Mirlande Pierre|Ti Jo|Dieudonné"),
}

# Answers with something around the name: what a thing is under, a number, a title, a slip that is put right.
AROUND = {
    "es": (
        "la cuenta está a nombre de Olga Ruiz=Olga Ruiz|Nelson por favor=Nelson|Nelson Frías (23)=Nelson Frías|"
        "está a nombre de Marta Gil=Marta Gil|a nombre de Luis Peña=Luis Peña|ponlo a nombre de Julia Mota=Julia "
        "Mota|va a nombre de Carla Ruiz=Carla Ruiz|regístralo como Pedro Gil=Pedro Gil|el nombre es Sara=Sara|todo el"
        " mundo me dice Chepe=Chepe|servidor, Tomás Gil=Tomás Gil|quien suscribe, Ana Mota=Ana Mota|Aquí Ramona Gil, "
        "a la orden=Ramona Gil|me nombran Eladio=Eladio|mi gracia es Berta=Berta|atentamente, Olga Díaz=Olga "
        "Díaz|Ana, perdón, Anna=Anna|Luis… digo Luisa=Luisa|Marta Gil, digo, Marta Gill=Marta Gill|Juan no perdón "
        "Joan=Joan|Peña, Ana=Ana Peña|PEÑA, ANA MARÍA=ANA MARÍA PEÑA|Dr. J. R. Gil=J. R. Gil|Lcda. Ana Peña=Ana "
        "Peña|Ing. Luis Mota=Luis Mota|Sr. Pedro Gil=Pedro Gil|Prof. Olga Díaz=Olga Díaz|Ana Gil, MD=Ana Gil|J.R. "
        "Gil=J.R. Gil|4 Ana Peña=Ana Peña|Ana Peña 4=Ana Peña|Ana Peña #12=Ana Peña|cuenta 4471 Ana Gil=Ana "
        "Gil|cliente 22: Luis Mota=Luis Mota|Ana Gil, apto 3B=Ana Gil|1. Luis Mota=Luis Mota|nombre: Luis Mota "
        "(cliente 8)=Luis Mota"
    ),
    "en": (
        "it's under Smith=Smith|under the name of Jane Roe=Jane Roe|put it under Mary Cole=Mary Cole|in the name of "
        "Paul Reed=Paul Reed|register it for Tom Kay=Tom Kay|the name's Bond=Bond|name's Kate=Kate|it's me, Diane "
        "Ross=Diane Ross|Smith, John=John Smith|Jon, sorry, John=John|Kate, I mean Katie=Katie|Katy no wait "
        "Katie=Katie|Dr. Amy Wong=Amy Wong|Prof. Lee=Lee|Capt. Jack Reed=Jack Reed|Amy Wong, PhD=Amy Wong|acct 5512 "
        "Jane Roe=Jane Roe|Jane Roe, unit 4=Jane Roe"
    ),
    "fr": (
        "au nom de Paul Roy=Paul Roy|c'est au nom de Julie Petit=Julie Petit|pour le compte de Marc Roy=Marc "
        "Roy|mettez Sophie Roy=Sophie Roy|on m'appelle Titi=Titi|mon prénom c'est Luc=Luc|Anne, pardon, Anna=Anna|Luc"
        " enfin Lucas=Lucas|Roy, Paul=Paul Roy|Me Paul Roy=Paul Roy|Mme Julie Petit=Julie Petit"
    ),
    "pt": (
        "em nome de Rita Lima=Rita Lima|está no nome de Rita Lima=Rita Lima|coloca no nome de Davi Melo=Davi "
        "Melo|pode pôr Davi=Davi|me chamam de Duda=Duda|Ana, desculpa, Anna=Anna|Luís, quer dizer, Luísa=Luísa|Dra. "
        "Rita Lima=Rita Lima|o nome é Caio=Caio"
    ),
    "it": (
        "a nome di Carla Neri=Carla Neri|è a nome di Ugo Neri=Ugo Neri|per conto di Ugo Neri=Ugo Neri|mi chiamano "
        "Pippo=Pippo|il nome è Ugo=Ugo|Anna, scusa, Ana=Ana|Luca, anzi Luigi=Luigi|Dott. Ugo Neri=Ugo Neri|Neri, "
        "Ugo=Ugo Neri"
    ),
    "de": (
        "auf den Namen Eva Roth=Eva Roth|läuft auf Eva Roth=Eva Roth|unter Roth=Roth|man nennt mich Hansi=Hansi|der "
        "Name ist Roth=Roth|mein Name lautet Eva Roth=Eva Roth|Ana, Entschuldigung, Anna=Anna|Jan, ich meine "
        "Jannis=Jannis|Dr. Eva Roth=Eva Roth|Roth, Eva=Eva Roth|Frau Eva Roth=Eva Roth"
    ),
    "ru": (
        "на имя Анны Котовой=Анны Котовой|оформлено на Анна Котова=Анна Котова|зовут Лев=Лев|имя Олег=Олег|моё имя "
        "Олег=Олег|Анна, простите, Аня=Аня|Олег, то есть Олеся=Олеся|г-н Котов=Котов"
    ),
    "ht": (
        "sou non Mari Pyè=Mari Pyè|li sou non Jan Pyè=Jan Pyè|yo rele m Titi=Titi|non m se Wòz=Wòz|Ana, eskize m, "
        "Anna=Anna|Jan, mwen vle di Jann=Jann|Mèt Jan Pyè=Jan Pyè|Madan Wòz Pyè=Wòz Pyè"
    ),
}

# Answers that hold no name: a quality, a trade, a place, a wish without a verb, a complaint, a greeting, a question.
NO_NAMES = {
    "es": (
        "muy caro|con balcón|en Gazcue|sin amueblar|zona tranquila|cerca del metro|segundo nivel|dos parqueos|con "
        "vista al mar|planta baja|todavía no|más tarde le cuento|qué les importa|por qué preguntan eso|cuánto "
        "piden|dónde queda|está ocupada|sigue disponible?|qué calor|feliz tarde|lindo día|Feliz Navidad|estoy en una "
        "reunión|Vi el letrero|la de la esquina|Los Prados|Villa Consuelo|San Cristóbal|Apartamento Amueblado|Casa De"
        " Dos Niveles|soy contable|Soy Abogada|soy de Moca|somos dos|trabajo en un "
        "banco|secretaria|Mecánico|electricista jubilado|ama de casa|recién casados|me urge|qué mal servicio|llevo "
        "rato esperando|nadie responde|pésima atención|están dormidos|algo barato|ojalá pronto|un sitio fresco|nada "
        "de nada|un poco lejos|para el año que viene|con ascensor|en construcción|amueblado completo|Residencial Las "
        "Palmas|cocina abierta|patio trasero|tercera planta|ando de viaje|viajando mañana|déjame pensarlo|eso no "
        "importa|ya lo escribí antes|qué fastidio|otra vez lo mismo|demasiadas preguntas|no confío|muy amable|qué "
        "bien|excelente servicio|ingeniera de sistemas|Empleado Público|soy dominicano ausente|pensionado del "
        "estado|Higüey|La Vega|Juan Dolio|cerca de la universidad|buen provecho|lindo fin de semana|Feliz "
        "Cumpleaños|cuándo puedo verla|se puede con mascotas|tiene planta eléctrica|aceptan bono|préstamo "
        "aprobado|inicial completo|urgente por favor"
    ),
    "en": (
        "too expensive|with a pool|near the beach|two bedrooms|ground floor|not furnished|quiet area|sea view|pet "
        "friendly|Downtown Area|not now|why do you ask|none of your business|how much is it|where is it|is it "
        "taken?|nice day|Happy Holidays|in a meeting|saw the sign|a nurse|Retired Teacher|I'm a plumber|we are "
        "two|just married|from Boston|New Jersey|Good Afternoon|Thank You|Sounds Good|terrible service|nobody "
        "answers|still waiting|something cheap|hopefully soon|wrong number|call you later|Never Mind|who are "
        "you|leave me alone|a bit far|for next year|with an elevator|under construction|fully furnished|open "
        "kitchen|third floor|big backyard|gated community|traveling right now|let me think|doesn't matter|already "
        "told you|so annoying|same thing again|too many questions|don't trust this|very kind|great job|software "
        "engineer|stay at home mom|military family|retired couple|Punta Cana|close to the university|can I see "
        "it|pets allowed|loan approved"
    ),
    "fr": (
        "trop cher|avec piscine|près de la plage|deux chambres|rez-de-chaussée|non meublé|quartier calme|vue sur "
        "mer|Bonne Soirée|Joyeux Noël|pas maintenant|pourquoi cette question|ça ne vous regarde pas|c'est "
        "combien|c'est où|en réunion|une infirmière|Professeur Retraité|je suis plombier|on est deux|personne ne "
        "répond|service nul|j'attends toujours|quelque chose de pas cher|vivement bientôt|mauvais numéro|laissez "
        "tomber|qui êtes-vous|Port-au-Prince|bonne journée|un peu loin|pour l'année prochaine|avec ascenseur|en "
        "construction|cuisine ouverte|troisième étage|grand jardin|en voyage|je réfléchis|déjà dit|trop de "
        "questions|très gentil|ingénieur informatique|mère au foyer|on peut visiter|animaux acceptés|prêt "
        "accordé|Belle Journée|à bientôt"
    ),
    "pt": (
        "muito caro|com piscina|perto da praia|dois quartos|térreo|sem móveis|bairro calmo|vista pro mar|Boa "
        "Noite|Feliz Natal|agora não|por que pergunta|não te interessa|quanto custa|onde fica|em reunião|uma "
        "enfermeira|Professor Aposentado|sou encanador|somos dois|ninguém responde|péssimo atendimento|ainda "
        "esperando|algo barato|tomara que logo|número errado|deixa pra lá|quem é você|São Paulo|bom descanso|um pouco"
        " longe|pro ano que vem|com elevador|em construção|cozinha aberta|terceiro andar|quintal grande|viajando "
        "agora|vou pensar|já falei|muita pergunta|muito gentil|engenheiro de software|dona de casa|aposentados|dá pra"
        " visitar|aceita pets|crédito aprovado|Bom Domingo|até logo"
    ),
    "it": (
        "troppo caro|con piscina|vicino alla spiaggia|due camere|piano terra|non arredato|zona tranquilla|vista "
        "mare|Buona Serata|Buon Natale|non adesso|perché lo chiedi|non ti riguarda|quanto costa|dove si trova|in "
        "riunione|un'infermiera|Professore In Pensione|sono idraulico|siamo in due|nessuno risponde|pessimo "
        "servizio|sto ancora aspettando|qualcosa di economico|numero sbagliato|lascia stare|chi sei|buona giornata|un"
        " po' lontano|per l'anno prossimo|con ascensore|in costruzione|cucina aperta|terzo piano|giardino grande|in "
        "viaggio|ci penso|già detto|troppe domande|molto gentile|ingegnere informatico|casalinga|pensionati|si può "
        "visitare|animali ammessi|mutuo approvato|Buona Domenica|a presto"
    ),
    "de": (
        "zu teuer|mit Pool|in Strandnähe|zwei Zimmer|Erdgeschoss|nicht möbliert|ruhige Gegend|Meerblick|Schönen "
        "Abend|Frohe Weihnachten|jetzt nicht|warum fragen Sie|das geht Sie nichts an|was kostet das|wo ist das|bin im"
        " Termin|Krankenschwester|Lehrer im Ruhestand|ich bin Klempner|wir sind zu zweit|niemand antwortet|schlechter"
        " Service|ich warte immer noch|etwas Günstiges|falsche Nummer|lassen Sie es|wer sind Sie|schönen Tag|etwas "
        "weit|fürs nächste Jahr|mit Aufzug|dritter Stock|auf Reisen|ich überlege noch|schon gesagt|zu viele "
        "Fragen|sehr nett|Softwareentwickler|Hausfrau|Rentnerpaar|kann man besichtigen|Haustiere erlaubt|Kredit "
        "bewilligt|Schönen Sonntag|bis bald"
    ),
    "ru": (
        "слишком дорого|с бассейном|рядом с пляжем|две комнаты|первый этаж|без мебели|тихий район|вид на море|Добрый "
        "Вечер|С Новым Годом|не сейчас|зачем вам это|не ваше дело|сколько стоит|где это|я на "
        "встрече|медсестра|учитель на пенсии|я сантехник|нас двое|никто не отвечает|ужасный сервис|всё ещё "
        "жду|что-нибудь дешёвое|не тот номер|оставьте|кто вы|хорошего дня|далековато|на следующий год|с "
        "лифтом|строится|открытая кухня|третий этаж|большой сад|в поездке|я подумаю|уже говорил|много вопросов|очень "
        "мило|программист|домохозяйка|пенсионеры|можно посмотреть|можно с животными|кредит одобрен|Хорошего "
        "Воскресенья|до скорого"
    ),
    "ht": (
        "twò chè|ak pisin|toupre plaj la|de chanm|anba nèt|san mèb|katye trankil|wè lanmè a|Bòn Sware|Jwaye Nwèl|pa "
        "kounye a|poukisa w ap mande sa|sa pa gade w|konbyen sa koute|ki kote l ye|mwen nan reyinyon|yon enfimyè|mwen"
        " se plonbye|nou se de|pèsonn pa reponn|move sèvis|m ap tann toujou|yon bagay bon mache|move nimewo|kite "
        "sa|ki moun ou ye|pase bon jounen|yon ti jan lwen|pou ane pwochèn|ak asansè|ap konstwi|kizin louvri|twazyèm "
        "etaj|gwo lakou|m ap vwayaje|m ap reflechi|mwen di w deja|twòp kesyon|ou janti anpil|enjenyè|fanm nan "
        "kay|èske m ka vizite|bèt akseptab|prè apwouve|Bòn Dimanch|n a wè"
    ),
}

# What people say anywhere, of themselves and of others.
ANYWHERE = {
    "es": (
        "Soy muy exigente con los detalles|Soy nueva en la ciudad|soy tu fan|es Navidad|aquí Todo Bien|Soy Feliz en "
        "mi casa|le habla muy bien de ustedes mi prima|mi perro se llama Max|El edificio se llama Torre Anacaona|la "
        "casa está a nombre de mi papá|Ana Gil me recomendó|Saludos a Carlos|quiero hablar con Laura|¿usted es "
        "Carla?|Vivo en San Juan|escríbame a nombre de la empresa|mi jefe es Luis Mota|lo dejé a nombre de ella|soy "
        "responsable y puntual|Soy Cliente de ustedes hace años|soy nuevo en esto|es Julio cuando me mudo|aquí Hace "
        "Calor|la calle se llama Juan Pablo Duarte|mi vecina María vende|el colegio San José queda cerca|conozco a "
        "Pedro|me atendió Laura|es de Rosa la finca|soy alto|soy diabético|dile a Luis que me llame"
    ),
    "en": (
        "I'm Swamped today|I'm new here|I'm from Ohio|This is Great|It's Complicated|I'm with Maria on this|the house"
        " is under my dad's name|it's under contract|The owner is John Baker|my dog is called Max|ask for Susan|are "
        "you Peter?|Greg told me about you|it's under renovation|I'm So Excited|I'm Canadian|here for "
        "Thanksgiving|put it under the table|I'm Very Interested|i'm ready to move|I'm Available after 5|this is "
        "Perfect|it's June when I move|the street is called Washington|my neighbor Mary sells|I spoke to Laura|tell "
        "Luis to call me|It's Friday|I'm Jewish|I am Available|I'm Good|this is Spam"
    ),
    "fr": (
        "je suis Débordée|je suis nouveau ici|c'est Noël|c'est sous compromis|la maison est au nom de mon père|mon "
        "chien s'appelle Max|je cherche Sophie|êtes-vous Pierre ?|je suis pressé|je suis disponible|je suis Très "
        "Intéressée|c'est parfait|c'est vendredi|j'ai parlé à Laura|dites à Luc de m'appeler|je suis grand"
    ),
    "pt": (
        "sou novo aqui|é Natal|a casa está em nome do meu pai|meu cachorro se chama Max|procuro a Sofia|você é o "
        "Pedro?|Júlia me falou de vocês|sou corintiano|é longe demais|sou muito pontual|é sexta|falei com a Laura|diz"
        " pro Luís me ligar|sou alto|aqui Chove muito|é perfeito"
    ),
    "it": (
        "sono nuovo qui|è Natale|la casa è a nome di mio padre|il mio cane si chiama Max|cerco Sofia|Lei è "
        "Pietro?|sono disponibile|sono molto interessata|è venerdì|ho parlato con Laura|dica a Luigi di "
        "chiamarmi|sono alto|è perfetto"
    ),
    "de": (
        "ich bin neu hier|es ist Weihnachten|das Haus läuft auf den Namen meines Vaters|mein Hund heißt Max|ich suche"
        " Sophie|sind Sie Peter?|Julia hat mir von Ihnen erzählt|ich bin schwanger|ich bin sehr interessiert|ich bin "
        "Rentner|das ist perfekt|ich sprach mit Laura|ich bin groß|das ist Freitag"
    ),
    "ru": (
        "я здесь новый|это Рождество|дом записан на имя отца|мою собаку зовут Макс|ищу Софью|вы Пётр?|Юлия рассказала"
        " о вас|я беременна|я очень заинтересован|это прекрасно|это пятница|я говорил с Лаурой|скажите Луису"
    ),
    "ht": (
        "mwen gòch|mwen fèk rive|se Nwèl|kay la sou non papa m|chen mwen rele Max|m ap chèche Sofi|se ou ki Pyè?|Jili"
        " pale m de ou|mwen enterese anpil|mwen se bon moun|se vandredi|mwen pale ak Laura|di Lwi rele m|mwen wo"
    ),
}


def each(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in table.items() for text in texts.split("|")]


def named(text: str, language: str, *, asked: bool) -> str | None:
    name, _ = search_name(read(text), WORDS.heard_in([language, "es"]), asked=asked)
    return name


@pytest.mark.parametrize(("language", "full"), each(NAMES))
def test_people_of_every_culture_have_a_name(language: str, full: str) -> None:
    """A name that is the whole answer is taken at once, also where it is a word in some language."""
    assert named(full, language, asked=True) == full


@pytest.mark.parametrize(("language", "row"), each(AROUND))
def test_a_name_is_found_in_what_stands_around_it(language: str, row: str) -> None:
    """Whom a thing is for, a title, a stray number or a slip that is put right leaves the name that is meant."""
    text, full = row.split("=")
    assert named(text, language, asked=True) == full


@pytest.mark.parametrize(("language", "text"), each(NO_NAMES))
def test_what_strangers_answer_beside_the_point_is_no_name(language: str, text: str) -> None:
    """Nobody is called «muy caro», «Good Afternoon» or «Klempner», even where a name was asked."""
    assert named(text, language, asked=True) is None


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize(("language", "text"), each(ANYWHERE))
def test_what_strangers_say_of_themselves_and_others_is_no_name(language: str, text: str, asked: bool) -> None:
    """A quality of the person who writes, or the name of somebody else, is not what they are called."""
    assert named(text, language, asked=asked) is None
