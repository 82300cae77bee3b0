"""What is suggested for a name that is not known: a slip of a letter or two, and never another medicine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.entries.interactions import RULES, SAID_WITHOUT_HOURS
from legdiary.domain.entries.magnesium import parse_form
from legdiary.domain.entries.measure_scales import UnknownMeasure, find_measure
from legdiary.domain.entries.medicines import MEDICINE_CLASSES, MEDICINE_SPELLINGS
from legdiary.domain.entries.name_vocabulary import FACTORS, MEDICINES, SYMPTOMS, VOCABULARIES, UnknownName, find_name
from legdiary.domain.input.night_vocabulary import UnknownWord
from legdiary.domain.input.spelling_suggestions import letters_apart, nearest

#: Medicines that people take and that are not known here. None may be answered with the name of another.
NOT_KNOWN_HERE = """
acamprosate acetaminophen aciclovir acitretin acyclovir adapalene agomelatine albuterol alfuzosin allopurinol
amantadine amfetamine amiodarone amoxicillin ampicillin anastrozole apixaban apomorphine aripiprazole
armodafinil ashwagandha aspirin atenolol atomoxetine atorvastatin azathioprine azithromycin baclofen benazepril
benzatropine benztropine betamethasone bisacodyl bisoprolol brivaracetam bromocriptine budesonide bupropion
buspirone butorphanol cabergoline calcitriol calcium candesartan cannabidiol cannabis captopril carbamazepine
carbimazole carisoprodol carvedilol cefalexin ceftriaxone cefuroxime celecoxib cephalexin cetrimide chamomile
chlorpromazine cholecalciferol ciclosporin cimetidine citalopram clarithromycin clindamycin clodronate
clopidogrel clorazepate clozapine colchicine cotrimoxazole cyanocobalamin cyclobenzaprine cyclophosphamide
cycloserine cyclosporine cyclothiazide cyproterone dabigatran dantrolene dapagliflozin denosumab desvenlafaxine
dexamethasone dexamfetamine dextromethorphan diclofenac digoxin dihydrocodeine disulfiram docusate donepezil
dorzolamide dosulepin doxazosin dronedarone duloxetine edoxaban empagliflozin enalapril enoxaparin entacapone
ergotamine erythromycin escitalopram esketamine estradiol etidronate etoricoxib ezetimibe famotidine febuxostat
fenofibrate finasteride flecainide flucloxacillin fluconazole fluoxetine fluphenazine fluticasone fluvastatin
fluvoxamine folate formoterol fosinopril galantamine ganciclovir gentamicin gliclazide glimepiride glipizide
glyburide glycine guaifenesin guanfacine haloperidol heparin hydralazine hydrocortisone hydroxychloroquine
ibuprofen indometacin insulin ipratropium irbesartan isosorbide isotretinoin itraconazole ivabradine kava
ketamine ketorolac labetalol lacosamide lactulose lamotrigine lavender leflunomide letrozole levetiracetam
levomepromazine levonorgestrel linagliptin linezolid liothyronine liraglutide lisdexamfetamine lisinopril
lithium lofepramine lofexidine loperamide losartan lovastatin lurasidone macrogol melissa meloxicam memantine
meperidine metformin methazolamide methimazole methocarbamol methotrexate methyclothiazide methyldopa
methylphenidate methylprednisolone metoprolol metronidazole minoxidil mirabegron misoprostol modafinil
montelukast moxonidine mycophenolate nadolol nalbuphine naloxone naltrexone naproxen naratriptan nebivolol
nicorandil nicotine nitroglycerin nizatidine norethisterone noscapine olanzapine olmesartan opicapone
orphenadrine oseltamivir oxcarbazepine oxybutynin oxymorphone paliperidone pamidronate paracetamol paroxetine
passionflower penicillin pentazocine perindopril perphenazine pethidine phenobarbital phenylephrine phenytoin
pholcodine pioglitazone piribedil pitolisant potassium prasugrel pravastatin prazosin prednisolone prednisone
primidone probenecid procainamide progesterone promazine propofol propranolol propylthiouracil pseudoephedrine
quetiapine quinapril quinidine raloxifene ramipril ranitidine ranolazine rasagiline remifentanil rifampicin
risperidone rivaroxaban rivastigmine rizatriptan rosuvastatin salbutamol salmeterol selegiline semaglutide senna
sertraline sildenafil simvastatin sitagliptin solifenacin sotalol sucralfate sufentanil sulfasalazine
sumatriptan tacrolimus tadalafil tamoxifen tamsulosin taurine telmisartan terazosin terbinafine theanine
theophylline tiagabine ticagrelor tiotropium tizanidine tolterodine topiramate tretinoin trihexyphenidyl
trimethoprim tryptophan valaciclovir valacyclovir valproate valsartan vancomycin varenicline venlafaxine
vigabatrin vilazodone voriconazole vortioxetine warfarin zinc ziprasidone zoledronate zolmitriptan zonisamide
"""
#: Common sleep aids, antihistamines, diuretics and calcium-channel blockers, and the class of each.
KNOWN = {
    "sleep aid": "zolpidem zopiclone eszopiclone zaleplon melatonin suvorexant daridorexant",
    "antihistamine": "doxylamine diphenhydramine hydroxyzine promethazine cetirizine loratadine fexofenadine meclizine",
    "loop or thiazide diuretic": "furosemide torasemide bumetanide hydrochlorothiazide chlortalidone indapamide",
    "other diuretic": "spironolactone eplerenone amiloride triamterene",
    "calcium-channel blocker": "amlodipine nifedipine nimodipine nicardipine felodipine verapamil diltiazem",
}


def suggestion(typed: str) -> str | None:
    """The medicine that the refusal of a name names."""
    try:
        find_name(MEDICINES, typed, (), new=False)
    except UnknownName as error:
        meant = error.message.partition("did you mean ")[2]
        return meant.partition("?")[0] or None
    return None


@pytest.mark.parametrize("typed", NOT_KNOWN_HERE.split())
@pytest.mark.thinned(4)
def test_a_medicine_is_never_offered_for_another(typed: str) -> None:
    assert suggestion(typed) is None
    with pytest.raises(UnknownName) as refusal:
        find_name(MEDICINES, typed, (), new=False)
    assert [name for name in MEDICINES.names if name in refusal.value.message.replace(typed, "")] == []


@pytest.mark.parametrize(("of", "names"), KNOWN.items(), ids=list(KNOWN))
def test_common_medicines_are_known(of: str, names: str) -> None:
    assert {name: MEDICINE_CLASSES.get(find_name(MEDICINES, name, (), new=False)) for name in names.split()} == (
        dict.fromkeys(names.split(), of)
    )


def test_the_two_of_the_report() -> None:
    """`doxylamine` was answered with doxycycline, `hydroxyzine` with levothyroxine."""
    assert find_name(MEDICINES, "doxylamine", (), new=False) == "doxylamine"
    assert find_name(MEDICINES, "hydroxyzine", (), new=False) == "hydroxyzine"
    assert suggestion("doxylamin") == "doxylamine"
    assert suggestion("hydroxizine") == "hydroxyzine"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gabapentine", "gabapentin"),
        ("gabapetnin", "gabapentin"),
        ("gabbapenten", "gabapentin"),
        ("pramipexol", "pramipexole"),
        ("codein", "codeine"),
        ("thyroxin", "thyroxine"),
        ("ferous sulphate", "ferrous sulphate"),
        ("gaba", None),
        ("irn", None),
        ("zop", None),
        ("gabapentin 300", None),
    ],
)
def test_a_slip_of_a_letter_or_two(typed: str, meant: str | None) -> None:
    assert suggestion(typed) == meant


def test_a_name_that_is_known_elsewhere_is_no_slip_here() -> None:
    for vocabulary in VOCABULARIES.values():
        for other in VOCABULARIES.values():
            for name in (*other.names, *other.others):
                if vocabulary.find(name) is None:
                    with pytest.raises(
                        UnknownName, match=rf"known [a-z ]+, but an? {other.what};|known [a-z ]+, but a "
                    ):
                        find_name(vocabulary, name, (), new=False)


LETTERS = st.text(alphabet="abdeinoprxyz", min_size=1, max_size=4)


@given(st.sampled_from(sorted({*MEDICINE_CLASSES, *MEDICINE_SPELLINGS})), st.integers(0, 20), LETTERS)
def test_whatever_is_suggested_is_within_two_letters(name: str, at: int, put_in: str) -> None:
    typed = name[:at] + put_in + name[at + 1 :]
    meant = suggestion(typed)
    if meant is not None:
        assert letters_apart(typed.strip(), meant) <= 2


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("iron", "iron", 0),
        ("iron", "irons", 1),
        ("iron", "ion", 1),
        ("iron", "icon", 1),
        ("iron", "iorn", 1),
        ("doxylamine", "doxycycline", 4),
        ("hydroxyzine", "levothyroxine", 8),
        ("prednisone", "prednisolone", 2),
        ("", "abc", 3),
    ],
)
def test_letters_are_counted(one: str, other: str, apart: int) -> None:
    assert letters_apart(one, other) == letters_apart(other, one) == apart


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_no_way_round_is_shorter_by_more_than_a_swap(one: str, way: str, other: str) -> None:
    assert letters_apart(one, other) <= 2 * (letters_apart(one, way) + letters_apart(way, other))
    assert abs(len(one) - len(other)) <= letters_apart(one, other) <= max(len(one), len(other))


def test_between_two_nothing_is_guessed() -> None:
    assert nearest("abcdX", {"abcda": "a", "abcdb": "b"}) is None
    assert nearest("abcdX", {"abcda": "a", "abcdb": "a"}) in {"abcda", "abcdb"}


@pytest.mark.parametrize(
    ("typed", "meant"), [("caffiene", "caffeine"), ("cofee", "coffee"), ("strching", "stretching"), ("caff", None)]
)
def test_factors_too(typed: str, meant: str | None) -> None:
    assert FACTORS.nearest(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("nausae", "nausea"), ("head aches", "headache"), ("fear", None)])
def test_symptoms_too(typed: str, meant: str | None) -> None:
    near = SYMPTOMS.nearest(typed)
    assert (near if near is None else SYMPTOMS.find(near)) == meant


def test_forms_and_measures_too() -> None:
    with pytest.raises(UnknownWord, match=r"known form of magnesium; closest names: glycinate, "):
        parse_form("glycinte")
    with pytest.raises(
        UnknownWord,
        match=r"'orotate' is not a known form of magnesium; closest names: lactate, carbonate, threonate$",
    ):
        parse_form("orotate")
    with pytest.raises(UnknownMeasure, match=r"known measure; closest names: ferritin, "):
        find_measure("feritin")
    with pytest.raises(UnknownMeasure, match=r"'ferric' is not a known measure; closest names: ferritin, "):
        find_measure("ferric")


def test_every_class_of_medicines_is_in_one_of_the_tables_or_named_as_without() -> None:
    classes = set(MEDICINE_CLASSES.values())
    assert set(RULES) | set(SAID_WITHOUT_HOURS) <= classes
    assert set(RULES) & set(SAID_WITHOUT_HOURS) == set()
