"""What people say when they ask nothing.

The phrases of English, German, French and Spanish stand here, those of other languages in the files of
``retrieval/languages/questions``.

Phrases are in lower case, without accents and apostrophes, as ``words_said`` returns them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, product

from retrieval.languages.question_words import all_question_words

Phrases = frozenset[tuple[str, ...]]
"""Each phrase as its words."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """The phrases of all languages. ``additions`` go along with small talk, and are none by themselves.

    ``phrases`` are all but those, ``longest`` is how many words the longest of all has, and ``words`` are theirs.
    """

    greetings: Phrases
    thanks: Phrases
    additions: Phrases
    phrases: Phrases
    longest: int
    words: frozenset[str]


@cache
def small_talk_phrases() -> SmallTalk:
    """Return the phrases that stand here, with those of the files. Raises LanguageError."""
    greetings, thanks = _GREETINGS | _phrases(_filed("greetings")), _THANKS | _phrases(_filed("thanks"))
    additions = _ADDITIONS | _phrases(_filed("along"))
    phrases = greetings | thanks | _OTHERS | _phrases(_filed("others"))
    everything = phrases | additions
    longest, words = max(map(len, everything)), frozenset(chain.from_iterable(everything))
    return SmallTalk(greetings, thanks, additions, phrases, longest, words)


def _listed(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.replace("\n", ",").split(",") if phrase.strip()]


def _phrases(*lists: Sequence[str]) -> Phrases:
    return frozenset(tuple(phrase.split()) for each in lists for phrase in each)


def _filed(name: str) -> list[str]:
    """Return the phrases of one list of small talk in the files of all languages."""
    return [
        " ".join(words_without_marks(" ".join(phrase).replace(" ' ", "")))
        for each in all_question_words()
        for phrase in each.phrases("small_talk", name)
    ]


def words_without_marks(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents and apostrophes."""
    letters = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return re.findall(r"[^\W_]+", _APOSTROPHE.sub("", plain))


_APOSTROPHE = re.compile(r"['’‘´]")


def _joined(*parts: str) -> list[str]:
    """Return each phrase of the first list before each of the next: "that is great", "so cool"."""
    return [" ".join(" ".join(each).split()) for each in product(*map(_listed, parts))]


_GREETINGS = _phrases(
    _listed("""
        hi, hello, hey, heya, hiya, hallo, hullo, howdy, yo, greetings, gm, good morning, good afternoon
        good evening, good day, morning, evening, hi all, welcome back, happy birthday, happy new year
        merry christmas, happy holidays, happy easter, happy friday, happy monday, long time no see, sup, wassup
        whats up, what is up, how are you, how are u, how r u, how are you doing, how are things
        how are you all, hows it going, how is it going, how do you do, hows life, hows everything
        nice to meet you, pleased to meet you, hope you are well, hope youre well, hope you are doing well
        hope youre doing well, hope all is well, i hope you are well, i hope youre well
        i hope you are doing well, i hope youre doing well, i hope all is well, i hope this finds you well
        hope this finds you well, hope you had a good weekend, hope you have a good day, anyone here
        anybody here, anyone there, anybody there, is anyone here, is anybody here, is anyone there
        is anybody there, are you there, you there, dear all, dear team, dear sir or madam, dear sir, dear madam
        dear sirs, to whom it may concern
    """),
    _listed("""
        hallochen, moin, moin moin, servus, gruezi, gruss gott, gruss dich, grusst euch, guten morgen, guten tag
        guten abend, gute nacht zusammen, morgen zusammen, tach, tag zusammen, na, mahlzeit, wie gehts
        wie gehts dir, wie geht es dir, wie geht es ihnen, wie geht es euch, was geht, was geht ab
        alles gut bei dir, alles klar bei dir, frohe weihnachten, frohes neues, frohes neues jahr, alles gute
        jemand da, ist jemand da, ist da jemand, sehr geehrte damen und herren, liebes team, hallo zusammen
        ich hoffe es geht ihnen gut, ich hoffe es geht dir gut, ich hoffe es geht euch gut
        ich hoffe dir geht es gut
    """),
    _listed("""
        bonjour, bjr, bonsoir, bsr, salut, slt, coucou, allo, ca va, comment ca va, comment vas tu
        comment allez vous, comment tu vas, tu vas bien, vous allez bien, quoi de neuf, joyeux noel, bonne annee
        bon anniversaire, enchante, enchantee, madame monsieur, chere equipe, jespere que vous allez bien
        jespere que tu vas bien, jespere que tout va bien, il y a quelquun, y a quelquun
    """),
    _listed("""
        hola, holi, buenas, buenos dias, buen dia, buenas tardes, buenas noches, que tal, que hay, que pasa
        como estas, como esta, como estan, como va, como te va, como va todo, que hubo, feliz navidad, feliz ano
        feliz ano nuevo, feliz cumpleanos, encantado, encantada, mucho gusto, hay alguien, hay alguien ahi
        alguien ahi, estimados, estimado equipo, espero que estes bien, espero que esten bien
        espero que este bien
    """),
    _listed("ciao, ola, hej, hoi, namaste, salam, shalom, aloha, buongiorno, oi"),
)

_THANKS = _phrases(
    _listed("""
        thanks, thank you, thank u, thankyou, thx, thnx, tnx, thanx, ty, tysm, tyvm, cheers, much obliged
        many thanks, thanks a lot, thanks a bunch, thanks a million, thanks heaps, much appreciated, appreciated
        appreciate it, i appreciate it, i appreciate that, i really appreciate it, really appreciate it
        i appreciate your help, your help is appreciated, any help is appreciated, any help would be appreciated
        any help would be great, i would appreciate any help, i would be grateful for any help, thanking you
        thank you kindly, thanks ever so much, kind regards, best regards, best wishes, regards, yours sincerely
        sincerely, all the best, warm regards, many thanks and best regards
    """),
    _listed("""
        danke, dank dir, danke dir, danke ihnen, danke euch, danke schon, dankeschon, danke sehr, danke vielmals
        vielen dank, vielen lieben dank, herzlichen dank, lieben dank, besten dank, schonen dank, tausend dank
        ich danke dir, ich danke ihnen, ich danke euch, vielen herzlichen dank, danke im voraus
        vielen dank im voraus, merci vielmals, mit freundlichen grussen, freundliche grusse, viele grusse
        liebe grusse, beste grusse, lg, mfg, gruss, grusse, ich freue mich auf ihre antwort
    """),
    _listed("""
        merci, merci beaucoup, merci bien, merci infiniment, merci mille fois, mille mercis, grand merci
        un grand merci, merci davance, merci par avance, merci a tous, merci a toi, merci a vous
        je vous remercie, je te remercie, je vous remercie davance, cordialement, bien cordialement, bien a vous
    """),
    _listed("""
        gracias, muchas gracias, mil gracias, muchisimas gracias, gracias de antemano
        muchas gracias de antemano, gracias por todo, te lo agradezco, se lo agradezco, muy agradecido
        muy agradecida, saludos, un saludo, saludos cordiales, atentamente
    """),
    _listed("grazie, grazie mille, obrigado, obrigada, bedankt, dank je, dank je wel, tack, arigato, spasibo"),
)

_PRAISE = """
    great, awesome, cool, nice, perfect, amazing, fantastic, wonderful, excellent, brilliant, helpful, lovely, good
    fine, interesting, funny, neat, super, impressive, ok, okay, hilarious
"""
_OTHERS = _phrases(
    _joined(
        "thats, that is, this is, that was, its, it is, you are, youre, so, very, really, pretty, super, quite, all"
        "thats very, that was very, thats really, that is very, that is really, thats so, thats all, all is",
        f"{_PRAISE}, correct, right, true, sweet, fun, all",
    ),
    _listed(_PRAISE),
    _listed("""
        kk, okie, okey, oki, okeydokey, okey dokey, yes, yep, yeah, yea, yup, ya, yes please, no, nope, nah
        no thanks, no thank you, sure, sure thing, of course, for sure, certainly, absolutely, definitely
        exactly, indeed, agreed, agree, i agree, alright, all right, got it, i got it, gotcha, i see, oh i see
        ah i see, understood, i understand, noted, makes sense, that makes sense, sounds good, sounds great
        looks good, lgtm, will do, good to know, fair enough, good point, never mind, nevermind, nvm, no worries
        no problem, np, no prob, not a problem, yw, youre welcome, you are welcome, welcome, my pleasure
        anytime, any time, dont mention it, all good, its all good, im good, i am good, im fine, i am fine
        im fine thanks, same here, same, me too, it works, that works, it worked, that worked, it works now
        that helps me, that helped me, it helps, it helped, that really helps, that really helped, helps, helped
        that answers it, that answers my question, that answered my question, answers my question, solved
        question answered, that did it, that did the trick, that solves it, that solved it, that clears it up
        what i needed, what i was looking for, exactly what i was looking for, just what i was looking for
        thats what i was looking for, thats exactly what i was looking for, that is what i was looking for
        thats exactly what i needed, that is exactly what i needed, what i wanted to know, thats what i wanted to know
        exactly what i wanted to know, i didnt know that, didnt know that, i did not know that, had no idea
        i had no idea, learned something, learned something new, that was fast, that was quick, ill try that
        ill try it, i will try that, i will try it, ill give it a try, ill have a look, ill check it out, lifesaver
        that helps, that helped, this helps, this helped, that helps a lot, that helped a lot, love it
        i love it, i like it, love this, love you, i love you, ily, i love this bot, good bot, nice bot, bad bot
        best bot, good job, great job, nice job, nice work, great work, good work, well done, nice one, good one
        way to go, congrats, congratulations, gg, wp, gj, bravo, kudos, hooray, yay, woohoo, woo, wow, whoa
        woah, omg, oh my god, oh, ooh, ah, aha, oh no, oh well, oh wow, oops, whoops, ouch, hm, hmm, mhm, uh, um
        er, huh, meh, eh, pff, psst, well, really, seriously, lol, lmao, wtf, smh, idk, i dont know, ikr, i know
        i know right, tbh, rip, f, brb, afk, bbl, sorry, im sorry, i am sorry, so sorry, my bad, my apologies
        apologies, excuse me, pardon, pardon me, sorry to bother you, sorry for bothering you, please, pls, plz
        bye, bye bye, byebye, goodbye, good bye, cya, see you, see ya, see you later, see you soon
        see you tomorrow, later, take care, good night, gn, nighty night, sleep well, good luck, have fun
        have a nice day, have a good day, have a great day, have a good one, have a nice one
        have a nice evening, have a good evening, have a good weekend, have a nice weekend, have a great weekend
        ttyl, until next time, you rock, you are the best, youre the best, ur the best, you are a star, thats it
        thats all, that is all, thats what i needed, just what i needed, exactly what i needed, just saying, jk
        just kidding, i am back, im back, here we go, lets go, touche, enjoy, done, ditto
    """),
    _listed("""
        ja, jo, jap, jep, nein, nee, ne, no, jawohl, ja bitte, nein danke, klar, na klar, alles klar, alles gut
        passt, passt schon, passt so, okay danke, gut, sehr gut, gut gemacht, gute arbeit, toll, klasse, prima
        spitze, genial, wunderbar, hervorragend, perfekt, geil, krass, genau, stimmt, richtig, verstanden
        verstehe, ich verstehe, ach so, achso, aha, ach, oh, naja, na ja, tja, egal, macht nichts, kein problem
        kein ding, keine ursache, gern, gerne, gern geschehen, gerne doch, bitte, bitte schon, bitteschon
        bitte sehr, bitte gern, entschuldigung, entschuldige, verzeihung, tut mir leid, sorry, tschuss, tschau
        tschuessi, bis dann, bis bald, bis spater, bis morgen, bis gleich, auf wiedersehen, wiedersehen
        gute nacht, schlaf gut, schonen tag, schonen tag noch, einen schonen tag, einen schonen tag noch
        schonen abend, schonen abend noch, schones wochenende, schonen feierabend, viel spass, viel gluck
        das hilft mir, das hilft mir weiter, das hilft weiter, das hilft mir sehr, das hilft sehr, hilft mir
        das hat mir geholfen, das hat mir sehr geholfen, das hat sehr geholfen, das hat mir weitergeholfen
        das beantwortet meine frage, hat meine frage beantwortet, frage beantwortet, genau das habe ich gesucht
        genau das hab ich gesucht, das habe ich gesucht, das hab ich gesucht, genau das was ich gesucht habe
        genau was ich gesucht habe, genau das was ich brauche, genau was ich brauche, das wollte ich wissen
        genau das wollte ich wissen, das wusste ich nicht, wusste ich nicht, wieder was gelernt
        probiere ich aus, ich probiere es aus, das probiere ich aus, ich probiere es mal, hilfreich, das wars
        viel erfolg, das hilft, das hat geholfen, hat geklappt, es klappt, funktioniert, es funktioniert
        das war alles, das ist toll, das ist super, das ist gut, das ist cool, das ist nett, das ist lieb
        sehr nett, sehr lieb, sehr schon, sehr hilfreich, das war hilfreich, schon, herzlichen gluckwunsch
        gluckwunsch, gut zu wissen, freut mich, mir auch, ich auch, guter bot, braver bot, hab ich verstanden
    """),
    _listed("""
        oui, ouais, ouep, non, nan, si, daccord, ok daccord, bien sur, evidemment, exactement, exact, voila
        tout a fait, parfait, genial, super, nickel, impeccable, excellent, formidable, magnifique, bien
        tres bien, trop bien, bien joue, bien vu, bravo, felicitations, chapeau, compris, jai compris
        je comprends, je vois, ah, ah bon, ah oui, ah daccord, oh, bof, tant pis, pas grave, ce nest pas grave
        cest pas grave, pas de probleme, pas de souci, pas de soucis, aucun probleme, de rien, je ten prie
        je vous en prie, avec plaisir, sil te plait, sil vous plait, stp, svp, desole, desolee, je suis desole
        pardon, excusez moi, excuse moi, au revoir, a bientot, a plus, a plus tard, a demain, a tout a lheure
        bonne nuit, bonne journee, bonne soiree, bonne fin de journee, bon week end, bon weekend, bon courage
        bonne chance, ca marche, ca fonctionne, cest bon, cest bien, cest super, cest parfait, cest genial
        ca maide beaucoup, ca ma aide, ca ma beaucoup aide, cela aide, cela maide, cela ma aide, ca aide beaucoup
        cest exactement ce que je cherchais, exactement ce que je cherchais, cest ce que je cherchais
        cest exactement ce quil me fallait, ca repond a ma question, cela repond a ma question, tres utile
        cest utile, cest tres utile, bon a savoir, je ne savais pas, je vais essayer, jessaie ca
        cest cool, cest gentil, cest note, ca maide, ca aide, moi aussi, cest tout
    """),
    _listed("""
        si, no, sip, nop, vale, claro, claro que si, por supuesto, desde luego, exacto, exactamente, de acuerdo
        genial, perfecto, estupendo, excelente, fantastico, maravilloso, increible, bien, muy bien, bueno
        muy bueno, que bien, que bueno, guay, mola, chido, bravo, felicidades, enhorabuena, entendido, entiendo
        ya veo, comprendido, aja, ah, ah vale, ah ok, oh, vaya, ups, da igual, no pasa nada, no hay problema
        sin problema, de nada, no hay de que, con gusto, un placer, por favor, porfa, porfavor, perdon, perdona
        disculpa, disculpe, lo siento, adios, chao, chau, hasta luego, hasta pronto, hasta manana
        hasta la vista, nos vemos, buena suerte, suerte, buen fin de semana, que tengas un buen dia
        eso ayuda, eso me ayuda, me ayuda mucho, eso me ayuda mucho, me ayudo, me ayudo mucho, ayuda mucho
        me sirve mucho, me sirvio, me sirvio mucho, eso me sirve, me ha servido, me ha ayudado, me ha ayudado mucho
        lo que buscaba, justo lo que buscaba, es lo que buscaba, es justo lo que buscaba, exactamente lo que buscaba
        justo lo que necesitaba, lo que necesitaba, eso responde a mi pregunta, responde a mi pregunta, muy util
        es muy util, bueno saberlo, no lo sabia, lo probare, voy a probarlo
        que tenga un buen dia, buen trabajo, bien hecho, funciona, me sirve, me ayuda, eso es todo, yo tambien
        no importa, listo
    """),
)

_ADDITIONS = _phrases(
    _listed("""
        there, all, everyone, everybody, guys, folks, people, team, friend, friends, mate, man, bro, dude, buddy
        sir, madam, maam, bot, quoth, you, u, again, and, but, so, too, then, now, today, already, so much
        so so much, very much, a lot, a bunch, a ton, a million, for that, for this, for everything
        for your help, for the help, for all your help, for your time, for helping, for helping me
        for your quick answer, for your answer, for the answer, for the info, for the information
        for the quick answer, for the reply, for your reply, for the quick reply, for the response
        for the great answer, for the fast answer, for the fast reply, for the quick response, for your response
        for the explanation, for explaining, for clarifying, for the clarification, for answering, for the tip
        for the link, for the quote, for the source, for finding that, for looking it up, very
        for letting me know, for your support, for any help, in advance, to you, to you too, to you all
        my friend, also, anyway, just
    """),
    _listed("""
        zusammen, leute, alle, an alle, ihr, euch, dir, ihnen, und, auch, dann, schon mal, schonmal, nochmal
        nochmals, noch, sehr, im voraus, dafur, fur alles, fur die hilfe, fur deine hilfe, fur ihre hilfe
        fur eure hilfe, fur die info, fur die antwort, fur deine antwort, fur ihre antwort
        fur die schnelle antwort, fur die gute antwort, fur die schnelle hilfe, fur die erklarung, fur den hinweis
        fur den tipp, fur die ruckmeldung, fur die auskunft, fur die informationen, fur ihre zeit, fur die muhe, lieber
        liebe
    """),
    _listed("""
        a tous, a toutes, tout le monde, a toi, a vous, les amis, et, aussi, alors, donc, encore, beaucoup
        pour tout, pour ca, pour cela, pour votre aide, pour ton aide, pour laide, pour linfo, pour les infos
        pour la reponse rapide, pour votre reponse rapide, pour cette reponse, pour les explications
        pour lexplication, pour les precisions
        pour la reponse, pour votre reponse, pour ta reponse, pour votre temps, davance, par avance, madame
        monsieur
    """),
    _listed("""
        a todos, a todas, a ti, a usted, amigos, amigo, y, tambien, entonces, mucho, otra vez, de nuevo
        de antemano, por todo, por eso, por la ayuda, por tu ayuda, por su ayuda, por la info
        por la informacion, por la respuesta rapida, por responder, por la explicacion, por la aclaracion
        por el dato, por la respuesta, por tu respuesta, por su respuesta, por su tiempo, senor, senora
    """),
)
