# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# French: tu; descriptions in the infinitive; a narrow no-break space (U+202F) before : ; ! ? % and inside « », a
# no-break space (U+00A0) between number and unit. [one] is 0, too, so it says the number; [many] is whole millions.
# source: source, document: document, passage: passage, operator: la personne qui gère Quoth.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = Chercher dans les sources
menu-add = Ajouter aux sources
command-ask = Interroger les sources : la réponse est citée mot pour mot
option-question = Que veux-tu savoir ?
option-source = Seulement ce document ou ce dossier
option-language = Seulement ce qui est écrit dans cette langue
option-private = Afficher la réponse pour toi uniquement
command-sources = Afficher les documents qui peuvent être interrogés
option-search = Une partie d’un titre ou d’un chemin
command-status = Afficher ce qui est indexé et la rapidité des réponses
command-sync = Relire les documents et signaler ce qui a changé
command-add = Ajouter un fichier aux documents
option-file = Un document, par exemple PDF, Word, HTML, Markdown ou texte
option-folder = Dossier où le placer
option-replace = Remplacer le document du même nom
command-remove = Retirer un document ; cela peut être annulé
option-document = Le document à retirer
command-changes = Afficher qui a modifié quel document, et quand
command-unanswered = Afficher les questions auxquelles les sources n’ont pas répondu
option-clear = Vider la liste
command-channel = Définir à quoi Quoth répond dans ce salon
option-answers = À quoi Quoth répond ici, en plus de /ask
option-channel-source = Ne répondre ici qu’à partir de ce document ou de ce dossier ; * pour tous
command-collect = Prendre un salon ou un forum comme source, ou lister ceux qui le sont
option-collect-channel = Le salon ou le forum ; sans lui, la liste de ceux qui sont des sources
option-collect-tag = Pour un forum : seulement les fils qui portent ce tag
option-collect-stop = Ne plus le prendre comme source
choice-mentions = Aux mentions
choice-questions = À toutes les questions
choice-nothing = À rien
command-privacy = Afficher ce qui est conservé à ton sujet, et pouvoir l’effacer
command-help = Afficher comment poser une question

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Recherche effectuée : { $question }
searched = { $documents ->
    [one] { NUMBER($documents) } source consultée
    [many] { NUMBER($documents) } de sources consultées
   *[other] { NUMBER($documents) } sources consultées
}
passages = Passages { $first } à { $last } sur { $all }
one-passage = Passage { $first } sur { $all }
paragraph = paragraphe { $number }
line = ligne { $number }
page = page { $number }
pages = pages { $first }–{ $last }
open-link = ouvrir
as-file = Ce passage ne peut pas être affiché ici exactement comme il est écrit : il est donc en pièce jointe.
above-as-file = Ce qui figure au-dessus de ce passage est en pièce jointe : c’est trop long pour être affiché ici, ou ne peut pas l’être exactement.
gone = Ce passage ne figure plus dans les sources tel qu’il a été cité.
not-in-sources = **Pas dans les sources.** { $documents ->
    [0] Il n’y a pas encore de document, donc rien à citer.
    [1] Le seul document ne répond pas à cette question.
    [many] Aucun des { NUMBER($documents) } de documents ne répond à cette question.
   *[other] Aucun des { NUMBER($documents) } documents ne répond à cette question.
}
nearest-note = Ces passages sont les plus proches de la question. Ils n’y répondent pas.
shared-by = Partagé par { $person }
button-context = En contexte
button-exact = Texte exact
button-share = Partager
button-nearest = Passages les plus proches
button-forget = Oublie-moi
button-reask = Répondre à la nouvelle
button-remove = Retirer
button-undo = Annuler
button-agree-drop = Retirer { NUMBER($count) } documents
button-agree-widen = Autoriser la lecture
button-own = Chercher avec mes accès
button-contribute = Utiliser mes messages
button-withhold = Ne pas les utiliser
share-limited = Certaines personnes qui voient ce salon ne peuvent pas lire cette réponse ; elle n’a pas été partagée.
version = version
characters = caractères { $start } à { $end }
above-span = figure au-dessus · caractères { $start } à { $end }
context-file = Les passages voisins sont en pièce jointe : ils sont trop longs pour être affichés ici, ou ne peuvent pas l’être exactement.
rated-helpful = Réponse notée comme utile. Merci !
rated-unhelpful = Réponse notée comme peu utile. Merci !
rated-nothing = Ton avis est retiré.

## When there is no answer to give

empty-question = Pose-moi une question : mentionne-moi avec ta question, ou utilise /ask. Je réponds avec les mots des sources.
small-talk = Ce n’est pas une question, rien n’a donc été cherché. Les mots entre guillemets sont cherchés tels quels.
queued = { $ahead ->
    [one] { NUMBER($ahead) } question passe avant la tienne.
    [many] { NUMBER($ahead) } de questions passent avant la tienne.
   *[other] { NUMBER($ahead) } questions passent avant la tienne.
} La réponse apparaîtra ici.
busy = Trop de questions sont en attente en ce moment. Repose la tienne dans une minute.
cooldown = C’était rapide. Tu pourras reposer une question dans { $seconds ->
    [one] { NUMBER($seconds) } seconde.
    [many] { NUMBER($seconds) } de secondes.
   *[other] { NUMBER($seconds) } secondes.
}
cooldown-button = C’était rapide. Tu pourras réutiliser les boutons dans { $seconds ->
    [one] { NUMBER($seconds) } seconde.
    [many] { NUMBER($seconds) } de secondes.
   *[other] { NUMBER($seconds) } secondes.
}
not-here = Quoth ne répond pas dans ce salon.
not-server = Quoth ne répond pas sur ce serveur.
not-role = Sur ce serveur, seuls certains rôles peuvent interroger Quoth.
not-direct = Quoth ne répond pas aux messages privés.
not-you = Vous n’êtes pas autorisé à interroger Quoth.
no-source = Aucun document ne correspond à { $source }. /sources les affiche tous.
no-language = Rien n’est écrit en { $language }. Il y a des documents en : { $languages }.
no-language-there = Dans { $source }, rien n’est écrit en { $language }, seulement en : { $languages }.
no-text = Ce message ne contient aucun texte à chercher.
use-menu = Je ne peux pas voir ce message. Ouvre plutôt son menu : Applications › { menu-find }.
not-ready = Les documents sont encore en cours de lecture. Repose ta question dans un instant.
nothing-indexed = Aucun document n’est encore indexé. Il faut d’abord en ajouter.
failed = Quelque chose s’est mal passé. La personne qui gère Quoth peut en trouver la raison dans le journal (référence : { $id }).
stale-button = Ce bouton appartient à une réponse qui n’est plus conservée. Repose ta question.
question-edited = La question a été modifiée après la réponse.
asker-only = Seule la personne qui a posé la question peut le faire.
no-files = Je ne peux pas joindre de fichiers ici, et la réponse ne peut pas être affichée sans fichier. Une personne qui gère ce salon peut l’autoriser.

## Operating

operators-only = Seules les personnes qui gèrent Quoth peuvent faire cela.
managers-only = Seules les personnes autorisées à gérer ce salon peuvent définir à quoi Quoth y répond.
sources-title = { $documents ->
    [one] { NUMBER($documents) } document
    [many] { NUMBER($documents) } de documents
   *[other] { NUMBER($documents) } documents
}
sources-none = Aucun document ne correspond à { $search }.
sources-page = Page { $page } sur { $pages }
sources-passages = { $passages ->
    [one] { NUMBER($passages) } passage
    [many] { NUMBER($passages) } de passages
   *[other] { NUMBER($passages) } passages
}
status-title = Quoth
status-index = Index : génération { NUMBER($generation) }, { $documents ->
    [one] { NUMBER($documents) } document
    [many] { NUMBER($documents) } de documents
   *[other] { NUMBER($documents) } documents
}, { $passages ->
    [one] { NUMBER($passages) } passage
    [many] { NUMBER($passages) } de passages
   *[other] { NUMBER($passages) } passages
}
status-model = Modèle : { $model }
status-languages = Langues : { $languages }
status-latency = Réponses : la moitié en { $p50 } ms au plus, 95 % en { $p95 } ms, 99 % en { $p99 } ms ({ NUMBER($answers) } depuis le démarrage)
status-no-latency = Réponses : aucune depuis le démarrage
status-uptime = En marche depuis { $time }
status-sync = Les documents sont en cours de lecture
status-consent = Une modification des documents attend votre accord ; `/sync` le demande
sync-running = Les documents sont déjà en cours de lecture ; le rapport suivra.
sync-started = Lecture des documents…
sync-nothing = Rien n’a changé.
sync-added = Ajoutés : { $names }
sync-changed = Modifiés : { $names }
sync-moved = Déplacés : { $names }
sync-removed = Supprimés : { $names }
sync-skipped = Laissés de côté : { $names }
# Stands after names of documents, and after questions.
sync-suspect = Peut-être pas lus en entier : { $names }
sync-newly-read = Les versions précédentes de Quoth ne pouvaient pas les lire ; s’ils ne doivent pas être cités, indique-les dans .quothignore, ou les formats à lire dans SEEDS_FORMATS : { $names }
sync-access-waiting = Ouvert à plus de personnes dès que quelqu’un accepte, et pas avant : { $names }
sync-access-faults = Fermé à tout le monde, car les règles sont incompréhensibles : { $names }
sync-origin-faults = Sources impossibles à récupérer ; ce qu’elles contenaient reste : { $names }
unread = Le modèle { $model } ne lit pas la langue de { $documents ->
    [one] { NUMBER($documents) } document
    [many] { NUMBER($documents) } de documents
   *[other] { NUMBER($documents) } documents
}, si bien qu’on y trouve peu de choses : { $languages }.
unread-advice = Règle EMBEDDING_MODEL=multilingual, puis relis les documents.
sync-and-more = et { NUMBER($count) } de plus
sync-total = { $documents ->
    [one] { NUMBER($documents) } document
    [many] { NUMBER($documents) } de documents
   *[other] { NUMBER($documents) } documents
}, { $passages ->
    [one] { NUMBER($passages) } passage
    [many] { NUMBER($passages) } de passages
   *[other] { NUMBER($passages) } passages
} ; { $embedded ->
    [one] { NUMBER($embedded) } vectorisé
   *[other] { NUMBER($embedded) } vectorisés
} en { $seconds } s
sync-failed = Les documents n’ont pas pu être lus : { $reason }
sync-long = La lecture des documents continue ; Discord n’accepte plus de rapport si tard. /status indique quand elle est terminée.
change-added = { $path } a été ajouté.
change-replaced = { $path } a été remplacé.
change-removed = { $path } a été retiré.
change-failed = { $path } reste tel quel : { $reason }.
change-stale = { $path } a changé depuis et reste donc tel quel.
stale-change = Ce bouton n’a plus d’effet : ce dont il s’agissait n’existe plus, ou tu ne peux pas le modifier.
remove-sure = Retirer { $path } ? Son texte ne répondra plus à personne. Cela peut être annulé.
changes-title = Qui a modifié quel document
changes-none = Aucune modification de document n’est notée.
add-exists = { $path } existe déjà. Active « replace » pour le remplacer par ce fichier.
add-type = { $name } est d’un type que Quoth ne lit pas. Types acceptés : { $types }.
add-size = { $name } est trop gros : un fichier peut faire au plus { $limit } Mo.
add-name = { $name } n’est pas un nom possible pour un document.
add-unreadable = { $name } est illisible et n’a donc pas été ajouté : { $reason }
add-twin = { $name } n’est pas ajouté, car { $other } n’en diffère que par la casse ou les accents : sur certains systèmes, c’est le même fichier.
add-elsewhere = Tu peux modifier des documents seulement dans : { $folders }
add-invisible = { $name } contient des caractères invisibles, par exemple sans largeur ou qui inversent le sens d’écriture. Renomme le fichier.
add-hidden = { $name } commence par un point. De tels fichiers sont cachés, et ne sont ni lus ni modifiés ici.
add-lock = { $name } est un fichier de verrouillage d’Office, pas un document.
add-ignored = { $name } est nommé dans un .quothignore et ne serait donc pas lu.
unanswered-off = Les questions sans réponse ne sont pas conservées. DISCORD_KEEP_UNANSWERED=true permet de les conserver.
unanswered-none = Il n’y a aucune question sans réponse.
unanswered-title = Questions absentes des sources
unanswered-times = { $count ->
    [1] une fois
    [many] { NUMBER($count) } de fois
   *[other] { NUMBER($count) } fois
}
unanswered-cleared = La liste est maintenant vide.
unanswered-server = Utilisez /unanswered sur un serveur : la commande y affiche ce qui y a été demandé.
unanswered-private = { $count ->
    [one] { NUMBER($count) } question a été posée en privé et n’est pas affichée.
    [many] { NUMBER($count) } de questions ont été posées en privé et ne sont pas affichées.
   *[other] { NUMBER($count) } questions ont été posées en privé et ne sont pas affichées.
}
channel-mentions = Dans ce salon, Quoth répond quand on le mentionne.
channel-questions = Dans ce salon et ses fils, Quoth répond à toutes les questions.
channel-nothing = Dans ce salon, Quoth ne répond qu’à /ask.
channel-source-set = Seulement à partir de : { $source }
channel-of-thread = Cela vaut seulement pour ce fil : { $channel }
channel-of-parent = Cela vaut pour { $channel } et ses fils, y compris celui-ci.
channel-operators = Les personnes qui gèrent Quoth ont réglé cela. Elles seules peuvent en permettre davantage ici.
channel-needs-intent = Pour voir les questions qui ne le mentionnent pas, Quoth a besoin de l’option « Message Content Intent ». La personne qui gère Quoth l’active dans le portail développeur de Discord et définit DISCORD_READ_MESSAGES=true.
collect-added = Ce message est maintenant une source et pourra être cité dans un instant, pour qui peut lire son salon.
collect-already = Ce message est déjà une source.
collect-refused = La personne qui l’a écrit ne veut pas que ses messages soient des sources.
collect-no-text = Seul un message avec du texte, que tous peuvent lire dans son salon, peut être une source.
collect-left-out = Ce message n’est plus une source.
collect-server = Utilise /collect sur un serveur.
collect-needs-intent = Pour lire des salons, Quoth a besoin du Message Content Intent. La personne qui gère Quoth l’active dans le portail développeur de Discord et définit DISCORD_READ_MESSAGES=true. Un message isolé peut être ajouté sans lui : Applications › { menu-add }.
collect-unreadable = Quoth ne peut pas lire ce salon. Il lui faut les permissions « Voir le salon » et « Voir les anciens messages ».
collect-no-forum = Seuls les forums ont des tags. Laisse « tag » de côté.
collect-tag = Dans un forum, seuls les fils qui portent un certain tag sont des sources. Indique ce tag ; il y a : { $tags }
collect-begun = { $channel } est lu maintenant, jusqu’à ses { NUMBER($count) } derniers messages, et suivi désormais. Seuls les messages des personnes qui gèrent Quoth, ou qui y consentent par /privacy, deviennent des sources.
collect-stopped = { $channel } n’est plus une source. Les messages ajoutés un à un restent.
collect-none = Rien sur Discord n’est une source ici.
collect-title = Sources sur Discord
collect-single = ajoutés un à un
collect-count = { $count ->
    [0] aucun message encore
    [one] { NUMBER($count) } message
    [many] { NUMBER($count) } de messages
   *[other] { NUMBER($count) } messages
}

## Privacy and help

privacy = **Ce que Quoth conserve à ton sujet :** { $answers ->
    [0] aucune question
    [one] { NUMBER($answers) } question
    [many] { NUMBER($answers) } de questions
   *[other] { NUMBER($answers) } questions
}, { $feedback ->
    [0] aucun avis
    [many] { NUMBER($feedback) } d’avis
   *[other] { NUMBER($feedback) } avis
}{ $unanswered ->
    [0] {""}
    [one] , { NUMBER($unanswered) } question sans réponse sur la liste destinée aux personnes qui gèrent Quoth
    [many] , { NUMBER($unanswered) } de questions sans réponse sur la liste destinée aux personnes qui gèrent Quoth
   *[other] , { NUMBER($unanswered) } questions sans réponse sur la liste destinée aux personnes qui gèrent Quoth
}.
    Les questions sont conservées avec ton identifiant Discord pendant { $days ->
    [one] { NUMBER($days) } jour
    [many] { NUMBER($days) } de jours
   *[other] { NUMBER($days) } jours
}, pour que les boutons et les questions de suivi fonctionnent, puis effacées. Les journaux ne contiennent aucune question. À part ce qui est dit sur Discord, rien ne quitte l’ordinateur sur lequel Quoth fonctionne.
privacy-changes = La liste des documents modifiés, pour les personnes qui gèrent Quoth, te nomme. Si tu te fais oublier, elle garde les modifications sans toi.
privacy-digest = Un bilan pour les personnes qui gèrent Quoth peut montrer le texte de questions publiques restées sans réponse, mais pas qui les a posées. Ce qui y est publié reste, même si tu te fais oublier.
privacy-collected = { $count ->
    [0] Aucun de tes messages n’est une source.
    [one] { NUMBER($count) } de tes messages est une source ; ton identifiant est enregistré avec lui et jamais montré.
    [many] { NUMBER($count) } de tes messages sont des sources ; ton identifiant est enregistré avec eux et jamais montré.
   *[other] { NUMBER($count) } de tes messages sont des sources ; ton identifiant est enregistré avec eux et jamais montré.
}
contributes = Tes messages dans les salons pris comme sources peuvent être cités.
contributes-not = Aucun de tes messages ne peut être une source.
forgotten = Tout ce que Quoth conservait à ton sujet est effacé. Les réponses que tu as reçues restent sur Discord.
help = **Pose ta question avec /ask, ou mentionne { $bot } avec une question.** Pour la suite, réponds à une réponse. Pour chercher ce que quelqu’un a écrit, ouvre le menu d’un message : Applications › { menu-find }.
    Chaque réponse est une citation mot pour mot des sources, avec l’endroit où elle se trouve. Quand les sources n’en disent rien, je le dis.

digest-day = Questions du { $date }
digest-week = Questions du { $first } au { $last }
digest-counts = Posées : { NUMBER($asked) } · avec réponse : { NUMBER($answered) } · absentes des sources : { NUMBER($refused) }
digest-before = Sur la même durée auparavant : { NUMBER($asked) } posées, { NUMBER($answered) } avec réponse
digest-times = Temps de réponse : { NUMBER($median) } ms en valeur médiane, { NUMBER($most) } ms au plus
digest-legend = { $answered } avec réponse, { $refused } absentes des sources
digest-hours = heures en UTC
digest-not-found = Le plus souvent introuvables
digest-unquoted = Jamais cités : { NUMBER($count) } documents sur { NUMBER($documents) }

menu-pin = Épingler un passage
command-pins = Lister et retirer ce qui est épinglé sur ce serveur
pin-title = Quel passage répond à « { $question } » ?
pin-nothing = Aucun passage de cette réponse n’existe plus, ou tu ne peux pas le lire. Cherches-en un autre.
pin-none = Seules les réponses de Quoth sur ce serveur, dont la question est encore conservée, peuvent être épinglées.
pin-followup = Cette question en suivait une autre. Pose-la de nouveau en entier, puis épingle un passage.
pin-done = Épinglé. Sur ce serveur, ce passage vient maintenant en premier pour « { $question } » et pour les questions de même sens. /pins liste et retire ce qui est épinglé.
button-pin-search = Chercher…
pin-search-title = Chercher un passage
pin-search-words = Question ou mots-clés
pins-title = Épinglés sur ce serveur : { NUMBER($count) }
pins-none = Rien n’est épinglé sur ce serveur.
pinned = épinglé
