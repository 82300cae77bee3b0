------------------------------ MODULE Replicas ------------------------------
(***************************************************************************)
(* Several devices, one diary: the meaning of the lines that devices       *)
(* write, said once.                                                       *)
(*                                                                         *)
(* Each device has a log that only it appends to. A line says what its     *)
(* author knew when writing it: of each device, all lines up to a number   *)
(* (`seen`). A carrier brings lines to the other devices late, in any      *)
(* order, twice, or not yet. A line that came is taken when all that its   *)
(* author knew is there; until then it waits. The diary of a device is a   *)
(* function of the set of lines that it has taken: `Diary` below.          *)
(*                                                                         *)
(* TLC tries every history of a small size against the invariants at the   *)
(* end, and tells the program's own tests what the diary of each must be.  *)
(* `just model` runs it.                                                   *)
(*                                                                         *)
(* Left out, since the program's tests have it: values that the domain     *)
(* refuses beside each other, products, groups of fields, and plans that   *)
(* end.                                                                    *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences, TLC

CONSTANTS
  Devices,   \* 1 .. n; of two lines with one clock, that of the larger number counts as later
  Kinds,     \* some of "night", "dose", "mark" (a dose-free day), "plan" (a taper plan)
  Places,    \* 1 .. n: dates; of a dose the minute, one on each date; of a plan its first day, and it has no end
  Values,    \* 1 .. n: of the field `a` (severity, amount) and of the field `b` (a note, the name of a plan)
  Deeds,     \* what people do: some of the deeds below
  MaxLines,  \* how many lines are written in all
  Carrier,   \* "in time": who writes has just taken what they know, and in the end everybody takes everything;
             \* "lines": lines arrive one by one, in any order, at any time
             \* "at random": by chance, a device takes all that another one knows; for sizes that cannot be tried whole
  Fault,     \* "": none; else a fault that is planted, to see that it is found
  Told       \* TRUE: print every history, with its diary

VARIABLES
  log,    \* device -> the lines that it has written
  known,  \* device -> device -> the number up to which it has taken lines
  came,   \* device -> the lines that arrived and wait
  diary   \* device -> the entries that it shows; where lines do not come one by one, once it has taken everything

vars == <<log, known, came, diary>>

-----------------------------------------------------------------------------
(* Lines *)

(* A line: its author `device`, its place `number` in their log, a Lamport clock, `seen`, the `action`, the `kind` of  *)
(* the entry, the identities `of` the entry (an identity is the line that added it), the fields that it `changed`, the *)
(* whole entry after it, `new`, and the own line that it `undoes`, 0 for none.                                         *)

Fields == {"place", "a", "b"}
There == "there"  \* in `changed` of a settle line: that the entry is there, against a deletion
Nothing == [place |-> 0, a |-> 0, b |-> 0]  \* 0: the field is empty

Ref(x) == <<x.device, x.number>>
Line(r) == log[r[1]][r[2]]
Lines(upTo) == UNION {{log[d][n] : n \in 1 .. upTo[d]} : d \in Devices}
Every == [d \in Devices |-> Len(log[d])]
Largest(S) == CHOOSE n \in S : \A m \in S : m <= n

IsWrite(x) == x.action # "delete"
IsAdd(x) == x.action = "add"

(* The order of all lines. No clock on a wall decides anything. *)
Before(x, y) == x.clock < y.clock \/ (x.clock = y.clock /\ x.device < y.device)
First(S) == CHOOSE x \in S : \A y \in S \ {x} : Before(x, y)
Last(S) == CHOOSE x \in S : \A y \in S \ {x} : Before(y, x)

(* The author of x knew y. *)
Knew(x, y) == y.number <= x.seen[y.device]
Knows(x, y) ==
  CASE Fault = "seen ignored" -> Before(y, x)
    [] Fault = "only one's own lines are known" -> x.device = y.device /\ y.number < x.number
    [] OTHER -> Knew(x, y)

(* x was written by someone who knew y, about the same entry as they knew it. *)
Follows(x, y) == Knows(x, y) /\ x.of \cap y.of # {}

-----------------------------------------------------------------------------
(* Lines -> entries *)

(* Lines about one identity are of one entry, and a line about several identities makes them one. *)
RECURSIVE Grown(_, _)
Grown(refs, L) ==
  LET more == refs \cup UNION {x.of : x \in {y \in L : y.of \cap refs # {}}}
  IN IF more = refs THEN refs ELSE Grown(more, L)

About(refs, L) == {x \in L : x.of \cap refs # {}}
Strands(L) == {About(Grown({Ref(x)}, L), L) : x \in {y \in L : IsAdd(y)}}

(* An entry is there if somebody wrote it who is not known to any deletion. *)
IsAlive(L) == \E w \in L : IsWrite(w) /\ ~ \E x \in L : ~IsWrite(x) /\ Follows(x, w)

(* The entry that lines make: each field has the value of its latest writer. Writers of a field whom no later writer   *)
(* knew are an open conflict if they say different things; and so is a deletion that somebody who wrote did not know.  *)
Version(L) ==
  LET writes == {x \in L : IsWrite(x)}
      deletions == L \ writes
      Unanswered(f) ==
        LET wrote == {x \in writes : f \in x.changed}
        IN {x \in wrote : ~ \E y \in wrote : Follows(y, x)}
      unanswered == [f \in Fields |-> Unanswered(f)]
      contested == {f \in Fields : Cardinality({x.new[f] : x \in unanswered[f]}) > 1}
      passedOver == {x \in deletions : ~ \E w \in writes : Follows(w, x)}
      keeping == {w \in writes : ~ \E x \in deletions : Follows(x, w)}
      kept == IF keeping = {} THEN {Last(writes)} ELSE keeping
      Conflict(what, S, standing) ==
        [what |-> what, lines |-> {Ref(x) : x \in S}, standing |-> Ref(standing)]
      conflicts ==
        {Conflict(f, unanswered[f], Last(unanswered[f])) : f \in contested}
        \cup (IF passedOver = {} THEN {} ELSE {Conflict("deleted", passedOver \cup kept, Last(kept))})
  IN [kind |-> First(L).kind,
      refs |-> UNION {x.of : x \in L},
      fields |-> [f \in Fields |-> IF unanswered[f] = {} THEN 0 ELSE Last(unanswered[f]).new[f]],
      open |-> IF Fault = "the last writer wins" THEN {} ELSE conflicts,
      last |-> Ref(Last(writes)),
      lines |-> L]

(* Nights and marks have a place that only one entry can have: all that are there are one entry, and again, as long as *)
(* that brings one into another's place.                                                                               *)
RECURSIVE JoinedPlaces(_)
JoinedPlaces(S) ==
  LET placed == {<<x, Version(x)>> : x \in S}
      At(k, p) == UNION {y[1] : y \in {z \in placed : z[2].kind = k /\ z[2].fields.place = p}}
      joined == {At(k, p) : k \in Kinds \cap {"night", "mark"}, p \in Places} \ {{}}
  IN IF Cardinality(joined) = Cardinality(S) \/ Fault = "each has a place of its own" THEN S ELSE JoinedPlaces(joined)

(* Doses of one minute and one amount (plans of one first day and one name) are one if they were added on several      *)
(* devices, and nobody who knew the one added or changed the other: each device's first with the other's first, its    *)
(* second with their second.                                                                                           *)
AreStrangers(S, T) ==
  \A x \in S, y \in T : IsWrite(x) /\ IsAdd(y) => ~Knows(x, y) /\ (IsAdd(x) => x.device # y.device)
AreOne(S, T) ==
  LET Counts(L) == IF Fault = "who corrects is not asked" THEN {x \in L : IsAdd(x)} ELSE L
  IN Fault = "equal doses are one" \/ (AreStrangers(Counts(S), T) /\ AreStrangers(Counts(T), S))

RECURSIVE Matched(_, _)
Matched(left, groups) ==
  IF left = {} THEN {UNION group : group \in groups}
  ELSE LET next == CHOOSE S \in left : \A T \in left \ {S} : Before(First(S), First(T))
           fitting == {group \in groups : \A S \in group : AreOne(S, next)}
           FirstOf(group) == First(UNION group)
           earliest == CHOOSE g \in fitting : \A h \in fitting \ {g} : Before(FirstOf(g), FirstOf(h))
       IN IF fitting = {} THEN Matched(left \ {next}, groups \cup {{next}})
          ELSE Matched(left \ {next}, (groups \ {earliest}) \cup {earliest \cup {next}})

JoinedTakings(S) ==
  LET told == {<<x, Version(x)>> : x \in S}
      Same(k, v) == v.kind = k[1] /\ v.fields.place = k[2] /\ k[3] = IF v.kind = "plan" THEN v.fields.b ELSE v.fields.a
      Alike(k) == {y[1] : y \in {z \in told : Same(k, z[2])}}
  IN IF Fault = "a dose counts twice" THEN S
     ELSE UNION {Matched(Alike(k), {}) : k \in {"dose", "plan"} \X Places \X Values}

(* Of plans that are in force on one day the one longer in force stands: the one that begins earlier, then the one     *)
(* added earlier. But a plan that somebody decided to keep, knowing of another one, comes before.                      *)
Kept(e, plans) ==
  {x \in e.lines : x.action = "settle" /\ There \in x.changed /\ \E g \in plans \ {e} : Knows(x, First(g.lines))}
Outranks(e, g, plans) ==
  LET mine == Kept(e, plans)
      other == Kept(g, plans)
  IN CASE mine # {} /\ other # {} -> Before(Last(other), Last(mine))
       [] mine # {} \/ other # {} -> mine # {}
       [] OTHER -> \/ e.fields.place < g.fields.place
                   \/ e.fields.place = g.fields.place /\ Before(First(e.lines), First(g.lines))

HeldPlan(e, entries) ==
  LET plans == {x \in entries : x.kind = "plan"}
      best == CHOOSE x \in plans : \A y \in plans \ {x} : Outranks(x, y, plans)
  IN IF best = e THEN [held |-> FALSE, open |-> e.open]
     ELSE [held |-> TRUE,
           open |-> e.open \cup {[what |-> "excluded", lines |-> {e.last, best.last}, standing |-> best.last]}]

(* A dose stands against the mark that its day was dose-free: the mark is held out, and told. *)
HeldMark(e, entries) ==
  LET doses == {x \in entries : x.kind = "dose" /\ x.fields.place = e.fields.place}
      dose == CHOOSE x \in doses : \A y \in doses \ {x} : Before(First(x.lines), First(y.lines))
      conflict == [what |-> "excluded", lines |-> {e.last, dose.last}, standing |-> dose.last]
  IN IF doses = {} THEN [held |-> FALSE, open |-> e.open] ELSE [held |-> TRUE, open |-> e.open \cup {conflict}]

HeldOut(e, entries) ==
  CASE e.kind = "plan" -> HeldPlan(e, entries)
    [] e.kind = "mark" -> HeldMark(e, entries)
    [] OTHER -> [held |-> FALSE, open |-> e.open]

Diary(L) ==
  LET alive == {S \in Strands(L) : IsAlive(S)}
      taken == {S \in alive : First(S).kind \in {"dose", "plan"}}
      entries == {Version(S) : S \in JoinedPlaces(alive \ taken) \cup JoinedTakings(taken)}
      Entry(e) ==
        LET out == HeldOut(e, entries)
        IN [kind |-> e.kind, refs |-> e.refs, fields |-> e.fields, open |-> out.open, held |-> out.held]
  IN {Entry(e) : e \in entries}

(* What a device shows that has taken some lines. *)
Shown(d, L) ==
  LET own == {x \in L : x.device = d}
  IN CASE Fault = "tombstones dropped" -> Diary({x \in L : IsWrite(x) \/ x.device = d})
       [] Fault = "one's own stands" -> Diary({[x EXCEPT !.clock = IF x \in own THEN x.clock + MaxLines ELSE @] : x \in L})
       [] OTHER -> Diary(L)

AllShow(L) ==
  IF Fault \in {"tombstones dropped", "one's own stands"} THEN [d \in Devices |-> Shown(d, L)]
  ELSE LET same == Diary(L) IN [d \in Devices |-> same]

-----------------------------------------------------------------------------
(* What people do *)

Init ==
  /\ log = [d \in Devices |-> <<>>]
  /\ known = [d \in Devices |-> [e \in Devices |-> 0]]
  /\ came = [d \in Devices |-> {}]
  /\ diary = [d \in Devices |-> {}]

WrittenSoFar == UNION {{log[d][n] : n \in 1 .. Len(log[d])} : d \in Devices}

(* Values have no meaning but whether they are equal, so a new one is the next that nobody wrote. Days have an order    *)
(* where there are plans.                                                                                              *)
Choices(f, S) == {v \in S : v <= 1 + Largest({0} \cup {x.new[f] : x \in WrittenSoFar})}
AllOf(f) ==
  CASE f # "place" -> Choices(f, Values)
    [] "plan" \in Kinds -> Places
    [] OTHER -> Choices(f, Places)

(* The numbers up to which a device may know the logs when it writes. Whatever is known is whole; what it takes and     *)
(* does not build on makes no other history. `import other.db` is no different: it takes all that the other file knows. *)
IsWhole(upTo) == \A g \in Devices : upTo[g] > 0 => \A h \in Devices : log[g][upTo[g]].seen[h] <= upTo[h]
Knowable(d) ==
  IF Carrier # "in time" THEN {known[d]}
  ELSE {upTo \in [Devices -> 0 .. MaxLines] :
          /\ \A g \in Devices : known[d][g] <= upTo[g] /\ upTo[g] <= Len(log[g])
          /\ upTo[d] = Len(log[d])
          /\ IsWhole(upTo)}

(* A device that knows `upTo` writes a line. *)
Write(d, upTo, action, kind, of, changed, new, undoes) ==
  LET number == Len(log[d]) + 1
      line == [device |-> d, number |-> number, seen |-> upTo,
               clock |-> IF Fault = "each counts for itself" THEN number
                         ELSE 1 + Largest({0} \cup {x.clock : x \in Lines(upTo)}),
               action |-> action, kind |-> kind, of |-> IF action = "add" THEN {<<d, number>>} ELSE of,
               changed |-> changed, new |-> new, undoes |-> undoes]
  IN /\ log' = [log EXCEPT ![d] = Append(@, line)]
     /\ known' = [known EXCEPT ![d] = [upTo EXCEPT ![d] = number]]
     /\ diary' = CASE Carrier = "lines" -> [diary EXCEPT ![d] = Shown(d, Lines(upTo) \cup {line})]
                   [] Carrier = "in time" -> AllShow(WrittenSoFar \cup {line})
                   [] Carrier = "at random" -> diary
     /\ UNCHANGED came

(* In what follows a device d knows the lines up to K and shows the entries D.                                          *)

(* A diary holds one night, or one mark, in a place, and no mark beside a dose. *)
IsFree(D, kind, place, but) ==
  LET others == {e \in D \ but : ~e.held /\ (e.fields.place = place \/ kind = "plan")}
  IN CASE kind = "night" -> ~ \E e \in others : e.kind = "night"
       [] kind = "dose" -> ~ \E e \in others : e.kind = "mark"
       [] kind = "mark" -> ~ \E e \in others : e.kind \in {"dose", "mark"}
       [] kind = "plan" -> ~ \E e \in others : e.kind = "plan"

Add(d, K, D) ==
  \E kind \in Kinds : \E place \in AllOf("place") :
    LET told == CASE kind = "mark" -> {"place"} [] kind = "plan" -> {"place", "b"} [] OTHER -> {"place", "a"}
    IN \E a \in IF "a" \in told THEN AllOf("a") ELSE {0} : \E b \in IF "b" \in told THEN AllOf("b") ELSE {0} :
         /\ "add" \in Deeds
         /\ IsFree(D, kind, place, {})
         /\ Write(d, K, "add", kind, {}, told, [place |-> place, a |-> a, b |-> b], 0)

Edit(d, K, D) ==
  \E e \in D : \E f \in Deeds \cap Fields : \E v \in AllOf(f) \ {e.fields[f]} :
    /\ ~e.held
    /\ f = "a" => e.kind \in {"night", "dose"}
    /\ f = "place" => IsFree(D, e.kind, v, {e})
    /\ Write(d, K, "edit", e.kind, e.refs, {f}, [e.fields EXCEPT ![f] = v], 0)

Delete(d, K, D) ==
  \E e \in D : "delete" \in Deeds /\ Write(d, K, "delete", e.kind, e.refs, {}, Nothing, 0)

(* A person decides on an open conflict: for one of its values, or that the entry stays. *)
Settle(d, K, D) ==
  \E e \in D : \E conflict \in e.open :
    /\ "settle" \in Deeds
    /\ e.held => e.kind = "plan" /\ conflict.what = "deleted"
    /\ \/ /\ conflict.what \in Fields
          /\ \E v \in {Line(r).new[conflict.what] : r \in conflict.lines} :
               /\ conflict.what = "place" => IsFree(D, e.kind, v, {e})
               /\ Write(d, K, "settle", e.kind, e.refs, {conflict.what}, [e.fields EXCEPT ![conflict.what] = v], 0)
       \/ /\ conflict.what = "deleted"
          /\ Write(d, K, "settle", e.kind, e.refs, {There}, e.fields, 0)

(* A device takes back its own last line, unless another device has written to the entry since. *)
EntryOf(S, of) == {e \in S : e.refs \cap of # {}}

Undo(d, K, D) ==
  LET n == Len(log[d])
      x == log[d][n]
      before == EntryOf(Diary(Lines(x.seen)), x.of)
      now == EntryOf(D, x.of)
      about == x.of \cup UNION {e.refs : e \in now}
      since == {y \in Lines(K) : y.device # d /\ ~Knew(x, y) /\ y.of \cap about # {}}
      old == (CHOOSE e \in before : TRUE).fields
      current == CHOOSE e \in now : TRUE
  IN /\ "undo" \in Deeds /\ n > 0
     /\ x.action \in {"add", "edit", "delete"} /\ x.undoes = 0
     /\ since = {}
     /\ \A e \in now : ~e.held
     /\ CASE x.action = "add" -> Write(d, K, "delete", x.kind, current.refs, {}, Nothing, n)
          [] x.action = "edit" ->
               /\ "place" \in x.changed => IsFree(D, x.kind, old.place, now)
               /\ Write(d, K, "edit", x.kind, current.refs, x.changed,
                        [f \in Fields |-> IF f \in x.changed THEN old[f] ELSE current.fields[f]], n)
          [] x.action = "delete" ->
               /\ \A e \in before : ~e.held
               /\ IsFree(D, x.kind, old.place, {})
               /\ Write(d, K, "edit", x.kind, x.of, {f \in Fields : old[f] # 0},
                        IF Fault = "an undo forgets the note" THEN [old EXCEPT !.b = 0] ELSE old, n)

-----------------------------------------------------------------------------
(* What carriers do *)

Took(d, upTo, waits) ==
  /\ known' = [known EXCEPT ![d] = upTo]
  /\ came' = [came EXCEPT ![d] = {r \in waits : r[2] > upTo[r[1]]}]
  /\ diary' = [diary EXCEPT ![d] = Shown(d, Lines(upTo))]
  /\ UNCHANGED log

(* One line arrives, any line, at any time. What is whole is taken. *)
RECURSIVE WholePart(_, _)
WholePart(upTo, waits) ==
  LET Ready(r) == /\ r[2] = upTo[r[1]] + 1
                  /\ Fault = "nothing waits" \/ \A g \in Devices : g # r[1] => Line(r).seen[g] <= upTo[g]
      ready == {r \in waits : Ready(r)}
      one == CHOOSE r \in ready : TRUE
  IN IF ready = {} THEN upTo ELSE WholePart([upTo EXCEPT ![one[1]] = one[2]], waits \ {one})

Arrive(d) ==
  \E x \in WrittenSoFar :
    /\ Carrier = "lines"
    /\ x.number > known[d][x.device] /\ Ref(x) \notin came[d]
    /\ LET waits == came[d] \cup {Ref(x)} IN Took(d, WholePart(known[d], waits), waits)

(* A history at random is told once it is over. *)
IsOver == Carrier # "at random" \/ \E d \in Devices : diary[d] # {}

Deed(d) ==
  /\ Cardinality(WrittenSoFar) < MaxLines
  /\ \E K \in Knowable(d) :
       LET D == Shown(d, Lines(K))
       IN Add(d, K, D) \/ Edit(d, K, D) \/ Delete(d, K, D) \/ Settle(d, K, D) \/ Undo(d, K, D)

(* By chance one device does something, or takes all that another one knows; in the end everybody takes everything. *)
Chance ==
  /\ Carrier = "at random"
  /\ \E d \in {RandomElement(Devices)} : \E e \in {RandomElement(Devices)} : \E takes \in {RandomElement(1 .. 3) = 1} :
       LET most == [g \in Devices |-> IF known[d][g] < known[e][g] THEN known[e][g] ELSE known[d][g]]
       IN CASE Cardinality(WrittenSoFar) = MaxLines ->
                 ~IsOver /\ diary' = AllShow(WrittenSoFar) /\ UNCHANGED <<log, known, came>>
            [] takes /\ most # known[d] -> known' = [known EXCEPT ![d] = most] /\ UNCHANGED <<log, came, diary>>
            [] OTHER -> Deed(d)

Next == Chance \/ \E d \in Devices : Arrive(d) \/ (Carrier # "at random" /\ Deed(d))

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What holds of every history. None of it asks how `Diary` works: only what the authors knew, and what is shown. *)

(* The lines that a device has taken when it shows its diary. *)
Taken(d) == CASE Carrier = "lines" -> Lines(known[d])
              [] Carrier = "in time" -> WrittenSoFar
              [] Carrier = "at random" -> IF IsOver THEN WrittenSoFar ELSE {}

(* A device has taken a line only with all that its author knew; and all that has come is taken in the end. *)
Whole ==
  /\ \A d \in Devices : IsWhole(known[d])
  /\ Carrier = "lines" => \A d \in Devices :
       (\A x \in WrittenSoFar : x.number <= known[d][x.device] \/ Ref(x) \in came[d]) => known[d] = Every

(* The order of lines agrees with what their authors knew. *)
OrderAgrees == \A x, y \in WrittenSoFar : Knew(x, y) => Before(y, x)

(* Who has taken the same lines shows the same diary, whatever the order in which they came. *)
Convergence == \A d, e \in Devices : Taken(d) = Taken(e) => diary[d] = diary[e]

(* Someone who knew a line has written the field, or deleted the entry, since. *)
Answered(w, f, L) == \E y \in L : Knew(y, w) /\ y.of \cap w.of # {} /\ (f \in y.changed \/ ~IsWrite(y))

(* Every value that was written is shown, or is told as an open conflict, or somebody who knew it has answered it. *)
NothingLost ==
  \A d \in Devices : LET L == Taken(d) IN
    \A w \in L : IsWrite(w) => \A f \in w.changed \cap Fields :
      \/ Answered(w, f, L)
      \/ \E e \in EntryOf(diary[d], w.of) : e.fields[f] = w.new[f] \/ \E c \in e.open : Ref(w) \in c.lines

(* A deletion is carried out, or told, or somebody who knew it has written the entry again. *)
NoDeletionLost ==
  \A d \in Devices : LET L == Taken(d) IN
    \A x \in L : ~IsWrite(x) =>
      \/ \E y \in L : IsWrite(y) /\ Knew(y, x) /\ y.of \cap x.of # {}
      \/ \A e \in EntryOf(diary[d], x.of) : \E c \in e.open : Ref(x) \in c.lines

(* Deleted by someone who knew all that was written: gone wherever the deletion is known. *)
DeletedStaysDeleted ==
  \A d \in Devices : LET L == Taken(d) IN
    \A x \in L : ~IsWrite(x) =>
      \/ \E w \in L : IsWrite(w) /\ ~Knew(x, w) /\ w.of \cap Grown(x.of, L) # {}
      \/ \A e \in EntryOf(diary[d], x.of) : \E w \in L : IsWrite(w) /\ ~Knew(x, w) /\ w.of \cap e.refs # {}

(* Nobody is asked about a value that somebody who knew it has answered. *)
NothingAskedTwice ==
  \A d \in Devices : LET L == Taken(d) IN
    \A e \in diary[d] : \A c \in e.open : c.what \in Fields =>
      \A r \in c.lines : ~ \E y \in L : Knew(y, Line(r)) /\ y.of \cap Line(r).of # {} /\ c.what \in y.changed

(* Only one entry is in a place, no mark is shown beside a dose, and only one plan is in force. *)
OneInAPlace ==
  \A d \in Devices : \A e, g \in diary[d] :
    e # g /\ ~e.held /\ ~g.held /\ (e.fields.place = g.fields.place \/ e.kind = "plan") =>
      \/ e.kind # g.kind /\ {e.kind, g.kind} # {"dose", "mark"}
      \/ e.kind = "dose" /\ g.kind = "dose"

(* Two equal doses are shown only where one device added both, or where someone who knew the one wrote the other. And   *)
(* those stay two, until someone who sees them as one writes to it: nobody's dose vanishes that they saw beside another. *)
MeantAsTwo(x, y) == IsWrite(x) /\ IsAdd(y) /\ x.of \cap y.of = {} /\ (Knew(x, y) \/ (IsAdd(x) /\ x.device = y.device))
DosesCountOnce ==
  \A d \in Devices : LET doses == {e \in diary[d] : e.kind = "dose"} IN
    \A e, g \in doses : e # g /\ e.fields.place = g.fields.place /\ e.fields.a = g.fields.a =>
      \E x, y \in About(e.refs \cup g.refs, Taken(d)) :
        MeantAsTwo(x, y) /\ (x.of \cap e.refs # {} <=> y.of \cap g.refs # {})

TwoStayTwo ==
  \A d \in Devices : \A e \in diary[d] : e.kind = "dose" =>
    LET lines == About(e.refs, Taken(d)) IN
      \A x, y \in lines : MeantAsTwo(x, y) => \E z \in lines : x.of \cup y.of \subseteq z.of

(* Whoever writes sees just that: the entry as it was written, or none; and every other entry as it was before.         *)
DoesWhatItSays ==
  \A d \in {e \in Devices : Len(log[e]) > 0} :
    LET x == log[d][Len(log[d])]
        after == Diary(Lines(x.seen) \cup {x})
        mine == EntryOf(after, x.of)
        before == Diary(Lines(x.seen)) \ EntryOf(Diary(Lines(x.seen)), x.of \cup UNION {e.refs : e \in mine})
        Look(entries) == {[refs |-> e.refs, fields |-> e.fields] : e \in entries}
    IN /\ Look(mine) = IF IsWrite(x) THEN {[refs |-> x.of, fields |-> x.new]} ELSE {}
       /\ Look(after \ mine) = Look(before)

(* An undo brings the entry back as it was before the line that it undoes. *)
UndoOwn ==
  \A u \in UNION {Taken(d) : d \in Devices} : u.undoes # 0 =>
    LET x == log[u.device][u.undoes]
        before == EntryOf(Diary(Lines(x.seen)), x.of)
        after == EntryOf(Diary(Lines([u.seen EXCEPT ![u.device] = u.number])), u.of)
    IN {e.fields : e \in before} = {e.fields : e \in after}

(* Every history, for the program's own tests. *)
Tell == Told /\ IsOver => PrintT(<<"history", log, Diary(WrittenSoFar)>>)
=============================================================================
