"""The words by which people head the columns of a diary of their own, in seven languages; and words in cells.

All are written without accents and in small letters, as `names.plain_words` makes them. English, German, French,
Spanish, Italian, Dutch and Portuguese stand in this order, each after a semicolon; commas part the words of a language.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text that blanks part."""
    return frozenset(words.split())


#: Field → words that mean nothing else.
FIELD_WORDS: Mapping[str, str] = MappingProxyType({
    "date": """date, day, night, calendar day, date of night, night date; datum, tag, nacht, datum der nacht; date,
        jour, nuit; fecha, dia, noche; data, giorno, notte; datum, dag, nacht; data, dia, noite""",
    "evening-date": """night of, evening, evening of, evening date, date evening; nacht vom, abend, abend des, datum
        abend; nuit du, soir, soiree; noche del; notte del, sera; avond, nacht van; noite de""",
    "morning-date": """morning, morning of, morning date, wake date, date of waking, date morning; morgen, morgen des,
        datum morgen, aufwachdatum; matin, date du reveil; manana, fecha del despertar; mattina, mattino; ochtend,
        datum ochtend; manha, data do despertar""",
    "severity": """severity, rls, rls severity, rls score, rls rating, rls level, rls 0 10, legs, leg, restless legs,
        restlessness, leg restlessness, restless legs severity, restless legs score, leg score, legs score, leg
        severity, score, symptom severity, rls symptoms, how bad, urge to move, wed, leg rating, legs rating,
        intensity; schwere, schweregrad, starke, staerke, rls starke, rls staerke, beine, unruhe, unruhige beine,
        beinunruhe, rls schwere, bewegungsdrang, intensitat, rls punkte, rls wert, rls score; severite, gravite,
        intensite, jambes, jambes sans repos, sjsr, impatiences, agitation, agitation des jambes, impatience;
        gravedad, severidad, intensidad, piernas, piernas inquietas, inquietud, spi, sindrome de piernas inquietas;
        gravita, severita, intensita, gambe, gambe senza riposo, irrequietezza, irrequietezza gambe; ernst, hevigheid,
        benen, onrust, rusteloze benen, onrustige benen, intensiteit, rls ernst, rls score; gravidade, intensidade,
        pernas, pernas inquietas, inquietacao, spi""",
    "falling-asleep": """legs when falling asleep, severity at bedtime, legs at bedtime, rls at bedtime; beine beim
        einschlafen, rls beim einschlafen""",
    "overnight": """legs overnight, legs in the night, severity overnight, rls at night, rls during night; beine in
        der nacht, rls in der nacht, rls nachts""",
    "day-resting": "legs resting by day, daytime rls, rls daytime, rls by day, legs by day; rls tagsuber, rls am tag",
    "onset": """onset, began, rls began, legs began, rls start, legs start, symptoms began, symptom onset, start of
        rls, first symptoms, rls onset, legs onset; beginn, beginn rls, rls beginn, beginn der unruhe, beginn
        beschwerden; debut, debut des symptomes, debut jambes; inicio, inicio de sintomas, inicio piernas; inizio,
        inizio sintomi; begin, begin rls, begin klachten; inicio, inicio dos sintomas""",
    "where": """where, body part, body parts, location, area, place of restlessness; wo, korperteil, korperteile,
        stelle; endroit, localisation, partie du corps; donde, parte del cuerpo, localizacion; dove, parte del corpo,
        sede; waar, lichaamsdeel, plek; onde, parte do corpo, local""",
    "missed": "missed, no score because, why no score;",
    "bed": """bed, bed time, bedtime, to bed, went to bed, in bed, time to bed, bed at, in bed
        at, went to bed at, go to bed, going to bed; bett, ins bett, zu bett, bettzeit, bettgehzeit, ins bett
        gegangen, zubettgehen, zu bett gegangen, im bett, schlafengehen, ins bett um; coucher, heure du coucher,
        couche, au lit, mise au lit, heure coucher; cama, hora de acostarse, a la cama, acostarse, acostado, hora de
        cama; letto, a letto, ora di andare a letto, coricarsi, andato a letto, ora letto, coricato; bed, naar bed,
        bedtijd, tijd naar bed, in bed, in bed om; cama, para a cama, hora de deitar, deitar, hora de dormir, fui para
        a cama""",
    "tried": """tried, lights out, light out, lights off, tried to sleep, trying to sleep, sleep attempt, light off;
        licht aus, lichtaus, licht ausgemacht, schlafversuch; lumiere eteinte, extinction, extinction des feux,
        lumieres eteintes; luces apagadas, apagar la luz, luz apagada, luces fuera; luci spente, luce spenta; licht
        uit, lichten uit; luzes apagadas, luz apagada, apagar a luz""",
    "wake": """wake, wake time, waking, woke, woke up, wake up, wake up time, waking time, final waking, final wake,
        awake at, waketime, woke at, wakeup, last awakening, final awakening, woke up at; aufgewacht, aufwachen,
        aufwachzeit, wach um, wach ab, aufgewacht um, erwacht; reveil, heure du reveil, reveille, heure reveil,
        reveille a; despertar, hora de despertar, desperte, despierto a las, me desperte; sveglia, risveglio, ora del
        risveglio, svegliato, ora sveglia; wakker om, ontwaakt, opgewekt, wakker geworden, wektijd, ontwaken; acordar,
        acordei, hora de acordar, despertar""",
    "up": """up, got up, out of bed, rise, rise time, rising time, get up, getting up, time up, up at, got out of bed;
        auf, aufgestanden, aufstehen, aufstehzeit, aus dem bett, aufgestanden um; lever, heure du lever, leve, sorti
        du lit, heure lever; levantarse, levantado, hora de levantarse, me levante; alzata, alzarsi, alzato, ora di
        alzarsi, giu dal letto; op, opgestaan, opstaan, uit bed, opstaan om; levantar, levantei, hora de levantar,
        fora da cama""",
    "planned": """planned, planned wake, alarm, alarm time, planned wake time; wecker, geplant, weckzeit; alarme,
        reveil prevu, reveil prevu a; alarma, despertador; sveglia prevista, sveglia impostata; wekker, gepland;
        alarme, despertador""",
    "latency": """latency, sleep latency, sol, time to fall asleep, minutes to fall asleep, fell asleep after, falling
        asleep, fall asleep, sleep onset latency, to fall asleep, mins to sleep, minutes to sleep, min to sleep;
        einschlafdauer, einschlafzeit, einschlaflatenz, zeit bis zum einschlafen, minuten bis zum einschlafen, dauer
        bis zum einschlafen, bis zum einschlafen, einschlafen; latence, endormissement, temps d endormissement, temps
        pour s endormir, delai d endormissement; latencia, tiempo en dormirse, tiempo para dormirse, minutos para
        dormirse, en dormirse; latenza, addormentamento, tempo per addormentarsi, minuti per addormentarsi;
        inslaaptijd, inslapen, inslaapduur, tijd om in te slapen, minuten tot slaap; latencia, tempo para adormecer,
        tempo ate dormir, minutos para adormecer""",
    "awake": """minutes awake, time awake, awake minutes, mins awake, min awake, awake in the night, awake at night,
        waso, wake after sleep onset, awake during night, awake during the night, total awake; wachzeit, wach liegen,
        minuten wach, wach in der nacht, wachminuten, wachdauer, nachts wach, wach gelegen; temps eveille, minutes
        eveille, eveil, eveille la nuit, temps d eveil, minutes d eveil; tiempo despierto, minutos despierto,
        despierto en la noche, despierto por la noche; tempo sveglio, minuti sveglio, sveglio di notte, veglia; tijd
        wakker, minuten wakker, wakker gelegen, s nachts wakker, wakker minuten; tempo acordado, minutos acordado,
        acordado a noite, acordado de noite""",
    "times": """awakenings, times awake, number of awakenings, wakings, times woken, wake ups, woken, times woke up,
        woke times, how often awake, how many times awake, no of awakenings, wakeups, night wakings, awakenings
        number; aufgewacht anzahl, wie oft wach, anzahl aufwachen, aufwachhaufigkeit, wach anzahl, mal wach, mal
        aufgewacht, aufwachereignisse, anzahl wach; reveils, nombre de reveils, reveils nocturnes; despertares, numero
        de despertares, veces despierto; risvegli, numero di risvegli, risvegli notturni; keren wakker, aantal keren
        wakker, aantal keer wakker, ontwakingen; despertares, numero de despertares, vezes acordado""",
    "pacing": """pacing, walking around, minutes pacing, pacing minutes, minutes walking, on my feet, out of bed in
        the night; umhergehen, umhergegangen, herumgelaufen, minuten umhergegangen, auf den beinen; marche,
        deambulation; caminando, paseando; camminare, camminato; ijsberen, rondlopen, gelopen; andando, caminhando""",
    "lying-awake": """lying awake, lay awake, awake in bed after waking, lying awake in the morning; wach im bett,
        morgens wach gelegen, liegen geblieben""",
    "total": """total, total sleep, total sleep time, tst, hours slept, sleep hours, hours of sleep, slept, sleep
        total, hours sleep, sleep duration, time asleep, sleep time, sleep length, asleep, hrs sleep, hrs slept, sleep
        hrs; schlafdauer, gesamtschlaf, geschlafen, schlafstunden, stunden schlaf, schlafzeit, schlaf gesamt,
        gesamtschlafzeit, stunden geschlafen; sommeil total, duree du sommeil, heures de sommeil, temps de sommeil,
        duree sommeil, dormi; sueno total, horas de sueno, horas dormidas, duracion del sueno, dormido, tiempo de
        sueno; sonno totale, ore di sonno, durata del sonno, dormito, ore dormite; slaapduur, totale slaap, uren
        slaap, uren geslapen, geslapen, slaaptijd, totale slaaptijd; sono total, horas de sono, duracao do sono,
        dormido, horas dormidas, tempo de sono""",
    "quality": """quality, sleep quality, quality of sleep, how well, slept well, sleep rating; qualitat,
        schlafqualitat, qualitaet, schlafqualitaet; qualite, qualite du sommeil, qualite sommeil; calidad, calidad del
        sueno; qualita, qualita del sonno; kwaliteit, slaapkwaliteit; qualidade, qualidade do sono""",
    "nap": """nap, naps, nap minutes, minutes of naps, napped, daytime sleep, nap time, nap length, naps total;
        nickerchen, mittagsschlaf, tagschlaf, schlafchen; sieste, siestes; siesta, siestas; pisolino, riposino,
        pennichella; dutje, dutjes, middagdutje; sesta, cochilo, soneca""",
    "bed-wake": """bed wake, bed to wake, from to, slept from to, sleep from to, bed and wake; von bis, schlaf von
        bis, geschlafen von bis; de a; de a; da a; van tot; de ate""",
    "dose": """dose, doses, amount, dosage, quantity, taken, intake, amount taken, morning dose, noon dose, afternoon
        dose, evening dose, night dose, bedtime dose, last dose amount; morgendosis, mittagsdosis, abenddosis, dosis
        morgens, dosis mittags, dosis abends, dosis nachts; dosis, menge, einnahme, dosierung, dosen, eingenommen;
        dose, quantite, prise, posologie; dosis, cantidad, toma, dosificacion; dose, quantita, dosaggio, assunzione;
        dosis, hoeveelheid, inname, ingenomen; dose, quantidade, toma, dosagem""",
    "dose-time": """dose time, time of dose, time taken, dose at, taken at, time dose, dosing time, dose taken at,
        last dose, time of last dose, time of the dose; einnahmezeit, zeit der einnahme, dosis zeit, dosis um, dosis
        uhrzeit, uhrzeit dosis, uhrzeit der einnahme, eingenommen um, einnahme um, zeit dosis, dosiszeit; heure de la
        dose, heure de prise, heure prise, heure dose, prise a; hora de la dosis, hora de toma, hora dosis, hora toma,
        tomado a las; ora della dose, ora di assunzione, ora dose, assunto alle; tijd van dosis, tijdstip dosis,
        innametijd, tijd dosis, ingenomen om; hora da dose, hora da toma, hora dose, tomado as""",
    "dose-product": """product, brand, strain, batch, vendor, kratom product, kratom strain, strain name, product
        name; produkt, sorte, marke, charge, kratom sorte; produit, marque, souche, variete; producto, marca, cepa,
        variedad; prodotto, marca, varieta, ceppo; product, merk, soort; produto, marca, variedade""",
    "dose-unit": "unit, units, dose unit; einheit, einheiten; unite; unidad; unita; eenheid; unidade",
    "dose-note": """dose note, note on dose, dose notes, dose comment; notiz zur dosis, dosis notiz; note de dose;
        nota dosis; nota dose; notitie dosis; nota da dose""",
    "magnesium": """magnesium, mag, elemental magnesium, magnesium elemental, magnesium dose, mg elemental, magnesium
        amount; magnesium, magnesium elementar, magnesium menge; magnesium; magnesio; magnesio; magnesium;
        magnesio""",
    "magnesium-salt": """magnesium salt, magnesium compound, magnesium salt mg; magnesiumsalz; sel de magnesium; sal
        de magnesio; sale di magnesio; magnesiumzout; sal de magnesio""",
    "magnesium-form": """magnesium form, form of magnesium, magnesium type, form, mag form, mag type, magnesium kind,
        type of magnesium; magnesiumform, magnesium form, magnesium art, form; forme, forme de magnesium, forme
        magnesium; forma, forma de magnesio; forma, forma di magnesio; vorm, vorm magnesium, magnesiumvorm; forma,
        forma de magnesio""",
    "magnesium-time": """magnesium time, magnesium at, time of magnesium, mag time, mag at, magnesium taken at;
        magnesium zeit, magnesium uhrzeit, magnesium um; heure magnesium, magnesium heure; hora magnesio, magnesio
        hora; ora magnesio; tijd magnesium, magnesium tijd; hora magnesio""",
    "factors": """factors, factor, triggers, trigger, other factors, what may matter, influences, what helped, helped,
        activities, tags; faktoren, einflusse, ausloser, was half, besonderheiten, aktivitaten; facteurs,
        declencheurs; factores, desencadenantes; fattori, fattori scatenanti; factoren, triggers; fatores,
        gatilhos""",
    "symptoms": """symptoms, symptom, withdrawal, withdrawal symptoms, side effects, complaints; symptome, entzug,
        entzugssymptome, nebenwirkungen, beschwerden; symptomes, sevrage, effets secondaires; sintomas, abstinencia,
        efectos secundarios; sintomi, astinenza, effetti collaterali; symptomen, klachten, ontwenning, bijwerkingen;
        sintomas, abstinencia, efeitos colaterais""",
    "medicines": """medicine, medicines, medication, medications, meds, other meds, drugs, medicine taken; medikament,
        medikamente, arznei, arzneimittel, medikation, andere medikamente; medicament, medicaments; medicamento,
        medicamentos, medicacion; farmaco, farmaci, medicinale; medicijn, medicijnen, medicatie; medicamento,
        medicamentos, medicacao, remedio, remedios""",
    "note": """note, notes, comment, comments, remark, remarks, diary, journal, free text, observations; notiz,
        notizen, bemerkung, bemerkungen, kommentar, anmerkung, anmerkungen; remarque, remarques, commentaire,
        commentaires, notes; nota, notas, comentario, comentarios, observaciones; nota, note, commento, commenti,
        osservazioni; notitie, notities, opmerking, opmerkingen; nota, notas, comentario, comentarios, observacoes""",
    "weekday": """weekday, day of week, day of the week, wochentag; jour de la semaine; dia de la semana; giorno della
        settimana; weekdag, dag van de week; dia da semana""",
})  # fmt: skip
#: Words that can mean several fields: the neighbours, or the person, say which.
UNSURE_WORDS: Mapping[tuple[str, ...], str] = MappingProxyType({
    ("dose-time", "bed", "wake", "onset"): """time, clock, at, hour, when; uhrzeit, zeit, um; heure; hora; ora,
        orario; tijd, tijdstip; hora, horario""",
    ("total", "bed-wake", "quality"): "sleep, schlaf, sommeil, sueno, sonno, slaap, sono",
    ("awake", "wake", "times"): "awake, wach, eveille, despierto, sveglio, wakker, acordado",
    ("dose", "left-out"): """total kratom, kratom total, total dose, total doses, dose total, total grams, daily
        total, day total, sum, total g, kratom per day, daily dose, daily kratom, kratom a day, kratom today, total
        taken; gesamt, summe, tagesmenge, tagesdosis, gesamtmenge, gesamtdosis, dosis gesamt, kratom gesamt, kratom
        pro tag; total, dose totale, dose du jour, dose journaliere; dosis total, dosis diaria, total diario; dose
        totale, totale giornaliero, dose giornaliera; totale dosis, dagdosis, dagtotaal; dose total, dose diaria,
        total diario""",
    ("severity", "symptom"): "discomfort, pain, schmerz, schmerzen, douleur, dolor, dolore, pijn, dor",
})  # fmt: skip
#: Words of a header that say what is dosed: kind of product → words.
SUBSTANCE_WORDS: Mapping[str, str] = MappingProxyType({
    "leaf": """kratom, leaf, leaf powder, kratom leaf, kratom powder, powder, blatt, pulver, poudre, polvo, polvere,
        poeder, po""",
    "extract": "extract, kratom extract, extrakt, extrait, extracto, estratto, extrato",
    "7-oh": "7 oh, 7oh, 7 hydroxymitragynine, 7 hydroxy, seven oh, 7 hydroxymitragynin",
    "mitragynine-pseudoindoxyl": "pseudoindoxyl, mitragynine pseudoindoxyl",
    "mgm-15": "mgm 15, mgm15",
    "mgm-16": "mgm 16, mgm16",
})  # fmt: skip
#: Words around a name that add nothing.
FILLERS = word_set(
    "the a my of in into at on to got went was were i per "
    "last today daily day total night nightly evening morning um der die "
    "das des den am im beim pro letzte heute tag le la les du de d l au a par el los las del al por il lo gli i "
    "di alle het een om van o os as do da dos das ao level rating score scale grade skala punkte wert niveau "
    "echelle escala scala schaal severity intensity yn y n x ja nein yes no min mins minutes minuten taken amount "
    "dose dosis"
)
#: Part of the day → the words by which headers of what is taken name it; `a.m.` is `am` here.
PARTS_OF_DAY: Mapping[str, str] = MappingProxyType({
    "am": "am, morning, breakfast; morgens, vormittags, fruh; matin; manana; mattina, mattino; ochtend; manha",
    "noon": "noon, midday, lunch, lunchtime; mittags; midi; mediodia; mezzogiorno; middag; meio dia",
    "pm": "pm",
    "afternoon": "afternoon; nachmittags; apres midi; tarde; pomeriggio; namiddag; tarde",
    "evening": "evening, dinner, supper; abends; soir; sera; avond",
    "night": "night, bedtime; nachts; nuit; noche; notte; nacht; noite",
})  # fmt: skip
#: Other languages' words for factors → the name in the diary.
FACTOR_WORDS: Mapping[str, str] = MappingProxyType({
    "caffeine": """coffee, coffees, tea, cups of coffee, espresso, energy drink, cola; kaffee, koffein, tee, kaffees;
        cafe, cafeine; cafe, cafeina; caffe, caffeina, te; koffie, cafeine, thee; cafe, cafeina, cha""",
    "alcohol": """alcohol, drinks, beer, wine, booze, beers; alkohol, bier, wein; alcool, biere, vin; alcohol,
        cerveza, vino; alcol, alcool, birra, vino; alcohol, bier, wijn; alcool, cerveja, vinho""",
    "nicotine": """nicotine, smoking, cigarettes, vape, smoked; nikotin, zigaretten, rauchen; nicotine, cigarettes,
        tabac; nicotina, cigarrillos, tabaco; nicotina, sigarette; nicotine, sigaretten, roken; nicotina, cigarros""",
    "antihistamine": """antihistaminikum, antihistaminique, antihistaminico, antistaminico, antihistaminicum, anti
        histaminico""",
    "antidepressant": "antidepressivum, antidepressiva, antidepresseur, antidepresivo, antidepressivo, antidepressivum",
    "late exercise": """evening exercise, spatsport, sport am abend, sport le soir, ejercicio nocturno, exercicio
        noturno""",
    "exercise": """exercise, workout, gym, sport, training, sports; sport, training, bewegung; sport, exercice;
        ejercicio, deporte; esercizio, allenamento, palestra, sport; sporten, beweging; exercicio, treino, esporte""",
    "long sitting": """sitting, long sitting, desk; sitzen, langes sitzen; assis; sentado; seduto, seduta; zitten;
        sentado""",
    "travel": """travel, flight, journey, travelling; reise, reisen, flug; voyage, vol; viaje; viaggio, volo; reis,
        reizen; viagem""",
    "stress": "stress, stressed; stress; stress; estres; stress; stress; estresse, stress",
    "poor sleep": """poor sleep, bad night; schlechter schlaf; mauvais sommeil; mal sueno; cattivo sonno; slechte
        slaap; sono ruim""",
    "menstruation": """menstruation, period, cycle; menstruation, periode, regel; regles, menstruation; menstruacion,
        regla; mestruazioni, ciclo; menstruatie, ongesteld; menstruacao""",
    "pregnancy": "schwangerschaft, grossesse, embarazo, gravidanza, zwangerschap, gravidez",
    "walking": """walk, walking, steps walk; spaziergang, gehen, laufen; promenade, marcher; paseo, caminar;
        passeggiata; wandelen; caminhada""",
    "stretching": """stretching, stretches, yoga; dehnen, dehnung, dehnubungen; etirements, etirement; estiramientos,
        estirar; stretching, allungamento; rekken, stretchen, strekken; alongamento""",
    "massage": "massage; massage; massage; masaje; massaggio; massage; massagem",
    "heat": """heat, warm bath, hot bath, bath, hot shower, heating pad; warme, waerme, warmes bad, bad, heisses bad,
        baden; chaleur, bain, bain chaud; calor, bano caliente, bano; calore, bagno caldo, bagno; warmte, warm bad,
        bad; calor, banho quente, banho""",
    "cold": """cold, ice, cold shower, ice pack; kalte, kaelte, kuhlen, eis; froid, glace; frio, hielo; freddo,
        ghiaccio; koude, ijs; frio, gelo""",
    "relaxation": """relaxation, meditation, breathing; entspannung, meditation; relaxation, meditation; relajacion,
        meditacion; rilassamento, meditazione; ontspanning, meditatie; relaxamento, meditacao""",
    "compression": """compression, compression socks; kompression, kompressionsstrumpfe; compression; compresion;
        compressione; compressie; compressao""",
    "distraction": """distraction, reading, puzzle; ablenkung, lesen; distraction, lecture; distraccion; distrazione;
        afleiding, lezen; distracao""",
    "therapy session": "therapy; therapie, therapiesitzung; therapie; terapia; terapia; therapie; terapia",
    "support group": """support group, meeting; selbsthilfegruppe, gruppe; groupe de soutien; grupo de apoyo; gruppo
        di sostegno; steungroep; grupo de apoio""",
    "missed dose": """missed dose; dosis vergessen, vergessene dosis; dose oubliee; dosis olvidada; dose saltata;
        dosis vergeten; dose esquecida""",
    "late dose": "late dose; spate dosis; dose tardive; dosis tardia; dose tardiva; late dosis; dose tardia",
})  # fmt: skip
#: Other languages' words for symptoms → the name in the diary.
SYMPTOM_WORDS: Mapping[str, str] = MappingProxyType({
    "nausea": """ubelkeit, uebelkeit; nausee, nausees; nausea, nauseas; nausea; misselijkheid, misselijk; nausea,
        enjoo, nauseas""",
    "vomiting": "erbrechen; vomissement, vomissements; vomitos; vomito; braken, overgeven; vomito, vomitos",
    "constipation": """verstopfung; constipation; estrenimiento; stipsi, stitichezza; verstopping, obstipatie;
        constipacao, prisao de ventre""",
    "diarrhoea": "durchfall; diarrhee; diarrea; diarrea; diarree; diarreia",
    "fast heartbeat": """herzrasen, herzklopfen; palpitations, tachycardie; palpitaciones, taquicardia; palpitazioni,
        tachicardia; hartkloppingen; palpitacoes, taquicardia""",
    "sweating": """schwitzen, schweiss, nachtschweiss; sueurs, transpiration; sudoracion, sudores; sudorazione,
        sudore; zweten, zweet; suor, suores, transpiracao""",
    "hot flushes": """hitzewallung, hitzewallungen; bouffees de chaleur; sofocos; vampate, vampate di calore;
        opvliegers; ondas de calor, calores""",
    "chills": """schuttelfrost, frosteln, frieren; frissons; escalofrios; brividi; koude rillingen, rillingen;
        calafrios, arrepios""",
    "runny nose": """laufende nase, schnupfen; nez qui coule; moqueo, goteo nasal; naso che cola; loopneus; nariz
        escorrendo, coriza""",
    "watery eyes": """tranende augen; yeux larmoyants; ojos llorosos; occhi lacrimanti; tranende ogen; olhos
        lacrimejantes""",
    "yawning": "gahnen, gaehnen; baillements; bostezos; sbadigli; gapen, geeuwen; bocejos",
    "muscle aches": """muskelschmerzen, gliederschmerzen; douleurs musculaires, courbatures; dolores musculares;
        dolori muscolari; spierpijn; dores musculares""",
    "low appetite": """appetitlosigkeit, wenig appetit; manque d appetit, perte d appetit; falta de apetito;
        inappetenza, scarso appetito; weinig eetlust, geen eetlust; falta de apetite""",
    "restlessness": "rastlosigkeit, innere unruhe; nervosite; desasosiego; rusteloosheid; agitacao",
    "anxiety": "angst, angste; anxiete, angoisse; ansiedad; ansia; angst, angstig; ansiedade",
    "low mood": """gedruckte stimmung, niedergeschlagen, niedergeschlagenheit; humeur basse, tristesse; animo bajo,
        tristeza; umore basso, tristezza; somber, somberheid; humor baixo, tristeza""",
    "irritability": """reizbarkeit, gereizt, gereiztheit; irritabilite; irritabilidad; irritabilita; prikkelbaarheid,
        prikkelbaar; irritabilidade""",
    "craving": """verlangen, suchtdruck; envie, manque; ansia de consumo, antojo; desiderio, voglia; zucht, trek;
        fissura, desejo""",
    "fatigue": """mudigkeit, muedigkeit, erschopfung; fatigue; cansancio, fatiga; stanchezza, affaticamento;
        vermoeidheid, moe, moeheid; cansaco, fadiga""",
    "daytime sleepiness": """tagesmudigkeit, tagesschlafrigkeit; somnolence, somnolence diurne; somnolencia;
        sonnolenza; slaperigheid; sonolencia""",
    "dizziness": """schwindel, schwindlig; vertiges, vertige; mareo, mareos; vertigini, capogiri; duizeligheid,
        duizelig; tontura, tonturas""",
    "headache": """kopfschmerz, kopfschmerzen, kopfweh; mal de tete, maux de tete, cephalee; dolor de cabeza, cefalea;
        mal di testa, cefalea; hoofdpijn; dor de cabeca""",
    "cramps": """krampfe, krampf, wadenkrampfe; crampes, crampe; calambres, calambre; crampi, crampo; krampen, kramp;
        caimbras, caibras, caimbra""",
    "fever": "fieber; fievre; fiebre; febbre; koorts; febre",
    "goosebumps": "gansehaut; chair de poule; piel de gallina; pelle d oca; kippenvel; pele arrepiada",
    "brain fog": """benommenheit, nebel im kopf; brouillard mental; niebla mental; nebbia mentale; hersenmist, mist in
        hoofd; nevoa mental""",
})  # fmt: skip
#: Other languages' words for medicines → the name in the diary.
MEDICINE_WORDS: Mapping[str, str] = MappingProxyType({
    "iron": "eisen, eisentablette, fer, hierro, ferro, ijzer",
    "gabapentin": "gabapentine, gabapentina", "pregabalin": "pregabaline, pregabalina",
    "pramipexole": "pramipexol, pramipexolo", "ropinirole": "ropinirol, ropinirolo",
    "melatonin": "melatonine, melatonina", "clonidine": "clonidin, clonidina", "clonazepam": "rivotril",
    "trazodone": "trazodon", "diphenhydramine": "diphenhydramin, difenhidramina", "valerian": "baldrian, valeriana",
})  # fmt: skip
#: Other spellings of the forms of magnesium, as labels have them → the form.
FORM_WORDS: Mapping[str, str] = MappingProxyType({
    word: form
    for form, words in {
        "glycinate": "glycinat bisglycinat bisglycinate glicinato bisglicinato glycinaat bisglycinaat",
        "citrate": "citrat citrato citraat zitrat", "oxide": "oxid oxyd oxyde oxido ossido",
        "chloride": "chlorid chlorure cloruro cloreto", "malate": "malat malato malaat",
        "taurate": "taurat taurato tauraat", "threonate": "threonat treonato threonaat",
        "carbonate": "carbonat karbonat carbonato",
        "lactate": "laktat lactat lactato", "gluconate": "gluconat gluconato",
    }.items()
    for word in words.split()
})  # fmt: skip
#: Cells that say yes, no, none; and cells in which nothing is said.
YES = word_set(
    "yes y x ja j oui o si s sim true wahr vrai verdadero vero waar verdadeiro * + \u2713 \u2714 \u2611 \u2717"
)
NO = word_set("no n nein nee non nao false falsch faux falso onwaar")
NONE = word_set(
    "none nothing zero nil keine kein nichts null aucun aucune rien ninguno ninguna nada nessuno nessuna niente "
    "geen niets nenhum nenhuma"
)
MISSING = frozenset(("-", "\u2013", "\u2014", "--", "?", "n/a", "na", "n.a.", "k.a.", "k. a.", "#n/a", "#nv"))
#: Words for a grade in cells → its grade from 0 (none) to 3 (severe).
GRADE_WORDS: Mapping[str, int] = MappingProxyType({
    word: grade
    for grade, words in enumerate((
        """none, no, nothing, absent; keine, kein, nein, nichts; aucun, aucune, non; ninguno, ninguna, nada; nessuno,
            nessuna, niente; geen, nee; nenhum, nenhuma, nao""",
        """mild, slight, light, a little, low; leicht, gering, schwach, wenig; leger, legere, faible, un peu; leve,
            ligero, poco; lieve, leggero, poco; licht, mild, weinig; leve, ligeiro, pouco""",
        """moderate, medium, middle; mittel, massig, maessig, mittelstark; modere, moderee, moyen, moyenne; moderado,
            moderada, medio; moderato, moderata, medio; matig, gemiddeld; moderado, moderada, medio""",
        """severe, strong, bad, very bad, high; stark, schwer, schlimm, sehr stark; severe, fort, forte, grave; grave,
            fuerte, severo, severa; grave, forte, severo; ernstig, zwaar, hevig, erg; grave, forte, severo,
            intenso""",
    ))
    for word in (each.strip() for part in words.split(";") for each in part.split(","))
})  # fmt: skip
