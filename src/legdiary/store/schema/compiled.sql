-- Made by `python tools/make_docs.py sql` from tables.py and queries.py; edit those, never this.

-- name: schema
CREATE TABLE checksum (
  "of" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY ("of", "key")
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE device (
  id INTEGER NOT NULL,
  device TEXT NOT NULL,
  name TEXT NOT NULL,
  forgotten INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  chain TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (device),
  CONSTRAINT device_whole CHECK (length(device) = 16),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT forgotten_flag CHECK (forgotten IN (0, 1)),
  CONSTRAINT newest_range CHECK (newest >= 0),
  CONSTRAINT clock_range CHECK (clock >= newest),
  CONSTRAINT chain_whole CHECK (length(chain) = 64)
)
 STRICT;
CREATE TABLE import_note (
  id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  other_line INTEGER NOT NULL,
  other_mark TEXT NOT NULL,
  wrote INTEGER NOT NULL,
  copies TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT line_range CHECK (line >= 0),
  CONSTRAINT other_line_range CHECK (other_line >= 0),
  CONSTRAINT wrote_flag CHECK (wrote IN (0, 1))
)
 STRICT;
CREATE TABLE ledger (
  id INTEGER NOT NULL,
  change_id INTEGER NOT NULL,
  made_utc_ms INTEGER NOT NULL,
  made_offset_min INTEGER NOT NULL,
  made_zone TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  entry_id INTEGER NOT NULL,
  old TEXT,
  new TEXT,
  undoes INTEGER,
  PRIMARY KEY (id),
  CONSTRAINT action_known CHECK (action IN ('add', 'edit', 'delete', 'undo')),
  CONSTRAINT undo_names_its_change CHECK ((action = 'undo') = (undoes IS NOT NULL)),
  CONSTRAINT change_begins_first CHECK (change_id <= id),
  CONSTRAINT something_changed CHECK (old IS NOT NULL OR new IS NOT NULL)
)
 STRICT;
CREATE INDEX ledger_by_entry ON ledger (entry_id);
CREATE INDEX ledger_by_undone ON ledger (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE sync_diary (
  id INTEGER NOT NULL,
  diary TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT one_diary CHECK (id = 1),
  CONSTRAINT diary_whole CHECK (length(diary) = 32)
)
 STRICT;
CREATE TABLE factor (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  zone TEXT,
  at_utc_s INTEGER,
  at_offset_min INTEGER,
  name TEXT NOT NULL,
  amount TEXT,
  helped INTEGER,
  note TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT helped_range CHECK (helped BETWEEN 0 AND 3),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1))
)
 STRICT;
CREATE INDEX factor_by_night ON factor (night_of, at_utc_s);
CREATE TABLE magnesium (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  zone TEXT NOT NULL,
  at_utc_s INTEGER NOT NULL,
  at_offset_min INTEGER NOT NULL,
  elemental_mg INTEGER NOT NULL,
  basis TEXT NOT NULL,
  form TEXT,
  salt_mg INTEGER,
  topical INTEGER NOT NULL,
  helped INTEGER,
  note TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT elemental_range CHECK (elemental_mg BETWEEN 1 AND 5000),
  CONSTRAINT basis_known CHECK (basis IN ('label_elemental', 'computed_from_salt')),
  CONSTRAINT salt_with_basis CHECK ((basis = 'computed_from_salt') = (salt_mg IS NOT NULL)),
  CONSTRAINT salt_with_form CHECK (salt_mg IS NULL OR form IS NOT NULL),
  CONSTRAINT topical_flag CHECK (topical IN (0, 1)),
  CONSTRAINT helped_range CHECK (helped BETWEEN 0 AND 3),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1))
)
 STRICT;
CREATE INDEX magnesium_by_night ON magnesium (night_of, at_utc_s);
CREATE TABLE measure (
  id INTEGER NOT NULL,
  taken_on TEXT NOT NULL,
  name TEXT NOT NULL,
  value_milli INTEGER NOT NULL,
  unit TEXT NOT NULL,
  "by" TEXT,
  conditions TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT taken_on_is_a_day CHECK (taken_on IS date(taken_on, '+0 days')),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT value_range CHECK (value_milli BETWEEN 0 AND 1000000000),
  CONSTRAINT unit_given CHECK (unit <> ''),
  CONSTRAINT by_known CHECK ("by" IN ('self', 'clinician'))
)
 STRICT;
CREATE INDEX measure_by_day ON measure (taken_on, name);
CREATE TABLE medicine (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  zone TEXT NOT NULL,
  at_utc_s INTEGER NOT NULL,
  at_offset_min INTEGER NOT NULL,
  name TEXT NOT NULL,
  amount TEXT NOT NULL,
  helped INTEGER,
  note TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT amount_given CHECK (amount <> ''),
  CONSTRAINT helped_range CHECK (helped BETWEEN 0 AND 3),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1))
)
 STRICT;
CREATE INDEX medicine_by_night ON medicine (night_of, at_utc_s);
CREATE TABLE night (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  severity INTEGER,
  missed TEXT,
  falling_asleep INTEGER,
  overnight INTEGER,
  day_resting INTEGER,
  day_active INTEGER,
  onset_min INTEGER,
  body_parts TEXT,
  sensations TEXT,
  note TEXT,
  sitting INTEGER,
  mood INTEGER,
  concentration INTEGER,
  PRIMARY KEY (id),
  UNIQUE (night_of),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT severity_range CHECK (severity BETWEEN 0 AND 10),
  CONSTRAINT falling_asleep_range CHECK (falling_asleep BETWEEN 0 AND 10),
  CONSTRAINT overnight_range CHECK (overnight BETWEEN 0 AND 10),
  CONSTRAINT day_resting_range CHECK (day_resting BETWEEN 0 AND 10),
  CONSTRAINT day_active_range CHECK (day_active BETWEEN 0 AND 10),
  CONSTRAINT sitting_range CHECK (sitting BETWEEN 0 AND 10),
  CONSTRAINT mood_range CHECK (mood BETWEEN 0 AND 10),
  CONSTRAINT concentration_range CHECK (concentration BETWEEN 0 AND 10),
  CONSTRAINT onset_range CHECK (onset_min BETWEEN 0 AND 1439),
  CONSTRAINT missed_known CHECK (missed IN ('asleep', 'away', 'forgot', 'other')),
  CONSTRAINT score_or_missed CHECK (severity IS NULL OR missed IS NULL),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1))
)
 STRICT;
CREATE TABLE "plan" (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  scale_mg INTEGER,
  ended_on TEXT,
  substance TEXT,
  unit TEXT,
  scale_ug INTEGER,
  coin TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT starts_on_is_a_day CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT ended_on_is_a_day CHECK (ended_on IS date(ended_on, '+0 days')),
  CONSTRAINT scale_range CHECK (scale_mg BETWEEN 1 AND 200000),
  CONSTRAINT substance_given CHECK (substance NOT IN ('', 'leaf')),
  CONSTRAINT unit_known CHECK (unit IS NULL OR (unit = 'mcg' AND substance IS NOT NULL)),
  CONSTRAINT scale_ug_range CHECK (scale_ug BETWEEN 1 AND 200000000),
  CONSTRAINT scale_once CHECK ((scale_mg IS NULL) <> (scale_ug IS NULL)),
  CONSTRAINT scale_of_substance CHECK ((substance IS NULL) = (scale_ug IS NULL)),
  CONSTRAINT coin_given CHECK (coin <> '')
)
 STRICT;
CREATE TABLE product (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  product_kind TEXT NOT NULL,
  capsule_mg INTEGER,
  mitragynine_low_ug INTEGER,
  mitragynine_high_ug INTEGER,
  weight_mg INTEGER,
  opened_on TEXT,
  capsule_ug INTEGER,
  weight_ug INTEGER,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT product_kind_given CHECK (product_kind <> '' AND length(product_kind) <= 40),
  CONSTRAINT capsule_range CHECK (capsule_mg BETWEEN 1 AND 200000),
  CONSTRAINT capsule_ug_range CHECK (capsule_ug BETWEEN 1 AND 200000000),
  CONSTRAINT capsule_once CHECK (capsule_mg IS NULL OR capsule_ug IS NULL),
  CONSTRAINT weight_range CHECK (weight_mg > 0),
  CONSTRAINT weight_ug_range CHECK (weight_ug > 0),
  CONSTRAINT weight_once CHECK (weight_mg IS NULL OR weight_ug IS NULL),
  CONSTRAINT mitragynine_range CHECK ((mitragynine_low_ug IS NULL) = (mitragynine_high_ug IS NULL) AND mitragynine_low_ug BETWEEN 0 AND mitragynine_high_ug AND mitragynine_high_ug <= 1000000),
  CONSTRAINT opened_on_is_a_day CHECK (opened_on IS date(opened_on, '+0 days'))
)
 STRICT;
CREATE UNIQUE INDEX product_by_name ON product (name COLLATE NOCASE, coalesce(opened_on, ''));
CREATE TABLE sleep (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  zone TEXT,
  bed_utc_s INTEGER,
  bed_offset_min INTEGER,
  tried_utc_s INTEGER,
  tried_offset_min INTEGER,
  wake_utc_s INTEGER,
  wake_offset_min INTEGER,
  up_utc_s INTEGER,
  up_offset_min INTEGER,
  planned_utc_s INTEGER,
  planned_offset_min INTEGER,
  latency_min INTEGER,
  awake_min INTEGER,
  awake_least_min INTEGER,
  unslept_least_min INTEGER,
  times INTEGER,
  pacing_min INTEGER,
  lying_awake_min INTEGER,
  total_min INTEGER,
  quality INTEGER,
  nap_min INTEGER,
  note TEXT,
  PRIMARY KEY (id),
  UNIQUE (night_of),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT bed_is_whole CHECK ((bed_utc_s IS NULL) = (bed_offset_min IS NULL) AND (bed_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT tried_is_whole CHECK ((tried_utc_s IS NULL) = (tried_offset_min IS NULL) AND (tried_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT wake_is_whole CHECK ((wake_utc_s IS NULL) = (wake_offset_min IS NULL) AND (wake_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT up_is_whole CHECK ((up_utc_s IS NULL) = (up_offset_min IS NULL) AND (up_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT planned_is_whole CHECK ((planned_utc_s IS NULL) = (planned_offset_min IS NULL) AND (planned_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT bed_with_wake CHECK ((bed_utc_s IS NULL) = (wake_utc_s IS NULL)),
  CONSTRAINT bed_before_wake CHECK (bed_utc_s < wake_utc_s),
  CONSTRAINT latency_min_range CHECK (latency_min BETWEEN 0 AND 1440),
  CONSTRAINT awake_min_range CHECK (awake_min BETWEEN 0 AND 1440),
  CONSTRAINT awake_least_min_is_a_bound CHECK (awake_least_min IS NULL OR (awake_least_min BETWEEN 1 AND 1440 AND awake_min IS NULL AND bed_utc_s IS NOT NULL)),
  CONSTRAINT unslept_least_min_is_a_bound CHECK (unslept_least_min IS NULL OR (unslept_least_min BETWEEN 1 AND 1440 AND awake_min IS NULL AND bed_utc_s IS NOT NULL)),
  CONSTRAINT times_range CHECK (times BETWEEN 0 AND 99),
  CONSTRAINT pacing_min_range CHECK (pacing_min BETWEEN 0 AND 1440),
  CONSTRAINT lying_awake_min_range CHECK (lying_awake_min BETWEEN 0 AND 1440),
  CONSTRAINT total_min_range CHECK (total_min BETWEEN 0 AND 1440),
  CONSTRAINT quality_range CHECK (quality BETWEEN 1 AND 5),
  CONSTRAINT nap_min_range CHECK (nap_min BETWEEN 0 AND 1440),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1))
)
 STRICT;
CREATE TABLE symptom (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  name TEXT NOT NULL,
  grade INTEGER NOT NULL,
  note TEXT,
  PRIMARY KEY (id),
  UNIQUE (night_of, name),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT grade_range CHECK (grade BETWEEN 0 AND 3),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1))
)
 STRICT;
CREATE TABLE sync_change (
  id INTEGER NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
CREATE TABLE sync_entry (
  id INTEGER NOT NULL,
  device_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  entry_id INTEGER,
  PRIMARY KEY (id),
  UNIQUE (device_id, number),
  FOREIGN KEY(device_id) REFERENCES device (id),
  FOREIGN KEY(entry_id) REFERENCES ledger (id)
)
 STRICT;
CREATE INDEX sync_entry_by_entry ON sync_entry (entry_id);
CREATE INDEX sync_entry_by_group ON sync_entry (group_id);
CREATE TABLE trial (
  id INTEGER NOT NULL,
  began_on TEXT NOT NULL,
  name TEXT NOT NULL,
  pairs INTEGER NOT NULL,
  score TEXT NOT NULL,
  draws TEXT,
  did TEXT,
  looks INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (began_on, name),
  FOREIGN KEY(id) REFERENCES ledger (id),
  CONSTRAINT began_on_is_a_day CHECK (began_on IS date(began_on, '+0 days')),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT pairs_range CHECK (pairs BETWEEN 6 AND 100),
  CONSTRAINT score_given CHECK (score <> ''),
  CONSTRAINT looks_range CHECK (looks >= 0)
)
 STRICT;
CREATE TABLE dose (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  zone TEXT,
  at_utc_s INTEGER,
  at_offset_min INTEGER,
  amount_mg INTEGER,
  product_id INTEGER,
  note TEXT,
  amount_ug INTEGER,
  none_of TEXT,
  helped INTEGER,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id),
  FOREIGN KEY(product_id) REFERENCES product (id),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT amount_range CHECK (amount_mg BETWEEN 0 AND 200000),
  CONSTRAINT amount_ug_range CHECK (amount_ug BETWEEN 1 AND 200000000),
  CONSTRAINT amount_once CHECK ((amount_mg IS NULL) <> (amount_ug IS NULL)),
  CONSTRAINT none_or_dose CHECK ((amount_mg IS NOT NULL AND amount_mg = 0) = (at_utc_s IS NULL)),
  CONSTRAINT none_of_a_substance CHECK (none_of IS NULL OR (none_of NOT IN ('', 'leaf') AND amount_mg IS NOT NULL AND amount_mg = 0)),
  CONSTRAINT helped_range CHECK (helped IS NULL OR (helped BETWEEN 0 AND 3 AND at_utc_s IS NOT NULL)),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1))
)
 STRICT;
CREATE INDEX dose_by_night ON dose (night_of, at_utc_s);
CREATE INDEX dose_by_product ON dose (product_id) WHERE product_id IS NOT NULL;
CREATE UNIQUE INDEX dose_none_once ON dose (night_of, coalesce(none_of, '')) WHERE amount_mg = 0;
CREATE TABLE hold (
  plan_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  placed_on TEXT NOT NULL,
  days INTEGER NOT NULL,
  step_starts_on TEXT NOT NULL,
  why TEXT,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES "plan" (id),
  CONSTRAINT placed_on_is_a_day CHECK (placed_on IS date(placed_on, '+0 days')),
  CONSTRAINT step_starts_on_is_a_day CHECK (step_starts_on IS date(step_starts_on, '+0 days')),
  CONSTRAINT days_range CHECK (days >= 1),
  CONSTRAINT why_known CHECK (why IN ('planned', 'good-nights', 'bad-nights', 'travel', 'other'))
)
 STRICT;
CREATE TABLE sync_key (
  id INTEGER NOT NULL,
  about_id INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(about_id) REFERENCES sync_entry (id)
)
 STRICT;
CREATE INDEX sync_key_by_entry ON sync_key (about_id);
CREATE INDEX sync_key_by_key ON sync_key ("key");
CREATE TABLE sync_line (
  id INTEGER NOT NULL,
  device_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  seen TEXT NOT NULL,
  made_utc_ms INTEGER NOT NULL,
  made_offset_min INTEGER NOT NULL,
  made_zone TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  "of" TEXT NOT NULL,
  changed TEXT NOT NULL,
  new TEXT,
  about_id INTEGER NOT NULL,
  ledger_id INTEGER,
  PRIMARY KEY (id),
  UNIQUE (device_id, number),
  FOREIGN KEY(device_id) REFERENCES device (id),
  FOREIGN KEY(about_id) REFERENCES sync_entry (id),
  FOREIGN KEY(ledger_id) REFERENCES ledger (id),
  CONSTRAINT number_range CHECK (number >= 1),
  CONSTRAINT clock_range CHECK (clock >= 1),
  CONSTRAINT action_known CHECK (action IN ('add', 'edit', 'delete', 'settle')),
  CONSTRAINT new_unless_deleted CHECK ((action = 'delete') = (new IS NULL))
)
 STRICT;
CREATE INDEX sync_line_by_entry ON sync_line (about_id);
CREATE INDEX sync_line_by_ledger ON sync_line (ledger_id);
CREATE TABLE sync_open (
  id INTEGER NOT NULL,
  about_id INTEGER NOT NULL,
  entry_id INTEGER,
  what TEXT NOT NULL,
  open TEXT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(about_id) REFERENCES sync_entry (id),
  FOREIGN KEY(entry_id) REFERENCES ledger (id),
  CONSTRAINT what_known CHECK (what IN ('field', 'deleted', 'excluded', 'invalid'))
)
 STRICT;
CREATE INDEX sync_open_by_entry ON sync_open (about_id);
CREATE TABLE taper_step (
  plan_id INTEGER NOT NULL,
  starts_on TEXT NOT NULL,
  target_mg INTEGER,
  doses_per_day INTEGER,
  target_ug INTEGER,
  why TEXT,
  PRIMARY KEY (plan_id, starts_on),
  FOREIGN KEY(plan_id) REFERENCES "plan" (id),
  CONSTRAINT starts_on_is_a_day CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT target_range CHECK (target_mg BETWEEN 0 AND 200000),
  CONSTRAINT target_ug_range CHECK (target_ug BETWEEN 0 AND 200000000),
  CONSTRAINT target_once CHECK ((target_mg IS NULL) <> (target_ug IS NULL)),
  CONSTRAINT doses_range CHECK (doses_per_day BETWEEN 1 AND 24),
  CONSTRAINT why_known CHECK (why IN ('planned', 'good-nights', 'bad-nights', 'travel', 'other'))
)
 STRICT;
PRAGMA application_id = 1279608644;
PRAGMA user_version = 7;

-- name: night_insert
INSERT INTO night (id, recalled, night_of, severity, missed, falling_asleep, overnight, day_resting, day_active, onset_min, body_parts, sensations, note, sitting, mood, concentration) VALUES (:id, :recalled, :night_of, :severity, :missed, :falling_asleep, :overnight, :day_resting, :day_active, :onset_min, :body_parts, :sensations, :note, :sitting, :mood, :concentration)

-- name: night_update
UPDATE night SET recalled=:recalled, night_of=:night_of, severity=:severity, missed=:missed, falling_asleep=:falling_asleep, overnight=:overnight, day_resting=:day_resting, day_active=:day_active, onset_min=:onset_min, body_parts=:body_parts, sensations=:sensations, note=:note, sitting=:sitting, mood=:mood, concentration=:concentration WHERE night.id = :b_id

-- name: night_delete
DELETE FROM night WHERE night.id = :id

-- name: night_by_id
SELECT night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration
FROM night
WHERE night.id = :id

-- name: night_in_order
SELECT night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration
FROM night ORDER BY night.id

-- name: night_count
SELECT count(night.id) AS count_1
FROM night

-- name: sleep_insert
INSERT INTO sleep (id, recalled, night_of, zone, bed_utc_s, bed_offset_min, tried_utc_s, tried_offset_min, wake_utc_s, wake_offset_min, up_utc_s, up_offset_min, planned_utc_s, planned_offset_min, latency_min, awake_min, awake_least_min, unslept_least_min, times, pacing_min, lying_awake_min, total_min, quality, nap_min, note) VALUES (:id, :recalled, :night_of, :zone, :bed_utc_s, :bed_offset_min, :tried_utc_s, :tried_offset_min, :wake_utc_s, :wake_offset_min, :up_utc_s, :up_offset_min, :planned_utc_s, :planned_offset_min, :latency_min, :awake_min, :awake_least_min, :unslept_least_min, :times, :pacing_min, :lying_awake_min, :total_min, :quality, :nap_min, :note)

-- name: sleep_update
UPDATE sleep SET recalled=:recalled, night_of=:night_of, zone=:zone, bed_utc_s=:bed_utc_s, bed_offset_min=:bed_offset_min, tried_utc_s=:tried_utc_s, tried_offset_min=:tried_offset_min, wake_utc_s=:wake_utc_s, wake_offset_min=:wake_offset_min, up_utc_s=:up_utc_s, up_offset_min=:up_offset_min, planned_utc_s=:planned_utc_s, planned_offset_min=:planned_offset_min, latency_min=:latency_min, awake_min=:awake_min, awake_least_min=:awake_least_min, unslept_least_min=:unslept_least_min, times=:times, pacing_min=:pacing_min, lying_awake_min=:lying_awake_min, total_min=:total_min, quality=:quality, nap_min=:nap_min, note=:note WHERE sleep.id = :b_id

-- name: sleep_delete
DELETE FROM sleep WHERE sleep.id = :id

-- name: sleep_by_id
SELECT sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note
FROM sleep
WHERE sleep.id = :id

-- name: sleep_in_order
SELECT sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note
FROM sleep ORDER BY sleep.id

-- name: sleep_count
SELECT count(sleep.id) AS count_1
FROM sleep

-- name: dose_insert
INSERT INTO dose (id, recalled, night_of, zone, at_utc_s, at_offset_min, amount_mg, product_id, note, amount_ug, none_of, helped) VALUES (:id, :recalled, :night_of, :zone, :at_utc_s, :at_offset_min, :amount_mg, :product_id, :note, :amount_ug, :none_of, :helped)

-- name: dose_update
UPDATE dose SET recalled=:recalled, night_of=:night_of, zone=:zone, at_utc_s=:at_utc_s, at_offset_min=:at_offset_min, amount_mg=:amount_mg, product_id=:product_id, note=:note, amount_ug=:amount_ug, none_of=:none_of, helped=:helped WHERE dose.id = :b_id

-- name: dose_delete
DELETE FROM dose WHERE dose.id = :id

-- name: dose_by_id
SELECT dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped
FROM dose
WHERE dose.id = :id

-- name: dose_in_order
SELECT dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped
FROM dose ORDER BY dose.id

-- name: dose_count
SELECT count(dose.id) AS count_1
FROM dose

-- name: magnesium_insert
INSERT INTO magnesium (id, recalled, night_of, zone, at_utc_s, at_offset_min, elemental_mg, basis, form, salt_mg, topical, helped, note) VALUES (:id, :recalled, :night_of, :zone, :at_utc_s, :at_offset_min, :elemental_mg, :basis, :form, :salt_mg, :topical, :helped, :note)

-- name: magnesium_update
UPDATE magnesium SET recalled=:recalled, night_of=:night_of, zone=:zone, at_utc_s=:at_utc_s, at_offset_min=:at_offset_min, elemental_mg=:elemental_mg, basis=:basis, form=:form, salt_mg=:salt_mg, topical=:topical, helped=:helped, note=:note WHERE magnesium.id = :b_id

-- name: magnesium_delete
DELETE FROM magnesium WHERE magnesium.id = :id

-- name: magnesium_by_id
SELECT magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note
FROM magnesium
WHERE magnesium.id = :id

-- name: magnesium_in_order
SELECT magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note
FROM magnesium ORDER BY magnesium.id

-- name: magnesium_count
SELECT count(magnesium.id) AS count_1
FROM magnesium

-- name: product_insert
INSERT INTO product (id, name, product_kind, capsule_mg, mitragynine_low_ug, mitragynine_high_ug, weight_mg, opened_on, capsule_ug, weight_ug) VALUES (:id, :name, :product_kind, :capsule_mg, :mitragynine_low_ug, :mitragynine_high_ug, :weight_mg, :opened_on, :capsule_ug, :weight_ug)

-- name: product_update
UPDATE product SET name=:name, product_kind=:product_kind, capsule_mg=:capsule_mg, mitragynine_low_ug=:mitragynine_low_ug, mitragynine_high_ug=:mitragynine_high_ug, weight_mg=:weight_mg, opened_on=:opened_on, capsule_ug=:capsule_ug, weight_ug=:weight_ug WHERE product.id = :b_id

-- name: product_delete
DELETE FROM product WHERE product.id = :id

-- name: product_by_id
SELECT product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug
FROM product
WHERE product.id = :id

-- name: product_in_order
SELECT product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug
FROM product ORDER BY product.id

-- name: product_count
SELECT count(product.id) AS count_1
FROM product

-- name: plan_insert
INSERT INTO "plan" (id, name, starts_on, scale_mg, ended_on, substance, unit, scale_ug, coin) VALUES (:id, :name, :starts_on, :scale_mg, :ended_on, :substance, :unit, :scale_ug, :coin)

-- name: plan_update
UPDATE "plan" SET name=:name, starts_on=:starts_on, scale_mg=:scale_mg, ended_on=:ended_on, substance=:substance, unit=:unit, scale_ug=:scale_ug, coin=:coin WHERE "plan".id = :b_id

-- name: plan_delete
DELETE FROM "plan" WHERE "plan".id = :id

-- name: plan_by_id
SELECT "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin
FROM "plan"
WHERE "plan".id = :id

-- name: plan_in_order
SELECT "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin
FROM "plan" ORDER BY "plan".id

-- name: plan_count
SELECT count("plan".id) AS count_1
FROM "plan"

-- name: factor_insert
INSERT INTO factor (id, recalled, night_of, zone, at_utc_s, at_offset_min, name, amount, helped, note) VALUES (:id, :recalled, :night_of, :zone, :at_utc_s, :at_offset_min, :name, :amount, :helped, :note)

-- name: factor_update
UPDATE factor SET recalled=:recalled, night_of=:night_of, zone=:zone, at_utc_s=:at_utc_s, at_offset_min=:at_offset_min, name=:name, amount=:amount, helped=:helped, note=:note WHERE factor.id = :b_id

-- name: factor_delete
DELETE FROM factor WHERE factor.id = :id

-- name: factor_by_id
SELECT factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note
FROM factor
WHERE factor.id = :id

-- name: factor_in_order
SELECT factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note
FROM factor ORDER BY factor.id

-- name: factor_count
SELECT count(factor.id) AS count_1
FROM factor

-- name: symptom_insert
INSERT INTO symptom (id, recalled, night_of, name, grade, note) VALUES (:id, :recalled, :night_of, :name, :grade, :note)

-- name: symptom_update
UPDATE symptom SET recalled=:recalled, night_of=:night_of, name=:name, grade=:grade, note=:note WHERE symptom.id = :b_id

-- name: symptom_delete
DELETE FROM symptom WHERE symptom.id = :id

-- name: symptom_by_id
SELECT symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note
FROM symptom
WHERE symptom.id = :id

-- name: symptom_in_order
SELECT symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note
FROM symptom ORDER BY symptom.id

-- name: symptom_count
SELECT count(symptom.id) AS count_1
FROM symptom

-- name: medicine_insert
INSERT INTO medicine (id, recalled, night_of, zone, at_utc_s, at_offset_min, name, amount, helped, note) VALUES (:id, :recalled, :night_of, :zone, :at_utc_s, :at_offset_min, :name, :amount, :helped, :note)

-- name: medicine_update
UPDATE medicine SET recalled=:recalled, night_of=:night_of, zone=:zone, at_utc_s=:at_utc_s, at_offset_min=:at_offset_min, name=:name, amount=:amount, helped=:helped, note=:note WHERE medicine.id = :b_id

-- name: medicine_delete
DELETE FROM medicine WHERE medicine.id = :id

-- name: medicine_by_id
SELECT medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note
FROM medicine
WHERE medicine.id = :id

-- name: medicine_in_order
SELECT medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note
FROM medicine ORDER BY medicine.id

-- name: medicine_count
SELECT count(medicine.id) AS count_1
FROM medicine

-- name: measure_insert
INSERT INTO measure (id, taken_on, name, value_milli, unit, "by", conditions) VALUES (:id, :taken_on, :name, :value_milli, :unit, :by, :conditions)

-- name: measure_update
UPDATE measure SET taken_on=:taken_on, name=:name, value_milli=:value_milli, unit=:unit, "by"=:by, conditions=:conditions WHERE measure.id = :b_id

-- name: measure_delete
DELETE FROM measure WHERE measure.id = :id

-- name: measure_by_id
SELECT measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions
FROM measure
WHERE measure.id = :id

-- name: measure_in_order
SELECT measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions
FROM measure ORDER BY measure.id

-- name: measure_count
SELECT count(measure.id) AS count_1
FROM measure

-- name: trial_insert
INSERT INTO trial (id, began_on, name, pairs, score, draws, did, looks) VALUES (:id, :began_on, :name, :pairs, :score, :draws, :did, :looks)

-- name: trial_update
UPDATE trial SET began_on=:began_on, name=:name, pairs=:pairs, score=:score, draws=:draws, did=:did, looks=:looks WHERE trial.id = :b_id

-- name: trial_delete
DELETE FROM trial WHERE trial.id = :id

-- name: trial_by_id
SELECT trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks
FROM trial
WHERE trial.id = :id

-- name: trial_in_order
SELECT trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks
FROM trial ORDER BY trial.id

-- name: trial_count
SELECT count(trial.id) AS count_1
FROM trial

-- name: night_between
SELECT night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration
FROM night
WHERE night.night_of >= :from_night AND night.night_of < :before_night ORDER BY night.night_of

-- name: night_span
SELECT (SELECT min(night.night_of) AS min_1
FROM night) AS anon_1, (SELECT max(night.night_of) AS max_1
FROM night) AS anon_2

-- name: night_first
SELECT night.id
FROM night
 LIMIT :most OFFSET 0

-- name: sleep_between
SELECT sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note
FROM sleep
WHERE sleep.night_of >= :from_night AND sleep.night_of < :before_night ORDER BY sleep.night_of

-- name: sleep_span
SELECT (SELECT min(sleep.night_of) AS min_1
FROM sleep) AS anon_1, (SELECT max(sleep.night_of) AS max_1
FROM sleep) AS anon_2

-- name: sleep_first
SELECT sleep.id
FROM sleep
 LIMIT :most OFFSET 0

-- name: dose_between
SELECT dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night ORDER BY dose.night_of, dose.at_utc_s, dose.id

-- name: dose_span
SELECT (SELECT min(dose.night_of) AS min_1
FROM dose) AS anon_1, (SELECT max(dose.night_of) AS max_1
FROM dose) AS anon_2

-- name: dose_first
SELECT dose.id
FROM dose
 LIMIT :most OFFSET 0

-- name: magnesium_between
SELECT magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note
FROM magnesium
WHERE magnesium.night_of >= :from_night AND magnesium.night_of < :before_night ORDER BY magnesium.night_of, magnesium.at_utc_s, magnesium.id

-- name: magnesium_span
SELECT (SELECT min(magnesium.night_of) AS min_1
FROM magnesium) AS anon_1, (SELECT max(magnesium.night_of) AS max_1
FROM magnesium) AS anon_2

-- name: magnesium_first
SELECT magnesium.id
FROM magnesium
 LIMIT :most OFFSET 0

-- name: factor_between
SELECT factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note
FROM factor
WHERE factor.night_of >= :from_night AND factor.night_of < :before_night ORDER BY factor.night_of, factor.at_utc_s, factor.id

-- name: factor_span
SELECT (SELECT min(factor.night_of) AS min_1
FROM factor) AS anon_1, (SELECT max(factor.night_of) AS max_1
FROM factor) AS anon_2

-- name: factor_first
SELECT factor.id
FROM factor
 LIMIT :most OFFSET 0

-- name: symptom_between
SELECT symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note
FROM symptom
WHERE symptom.night_of >= :from_night AND symptom.night_of < :before_night ORDER BY symptom.night_of, symptom.name

-- name: symptom_span
SELECT (SELECT min(symptom.night_of) AS min_1
FROM symptom) AS anon_1, (SELECT max(symptom.night_of) AS max_1
FROM symptom) AS anon_2

-- name: symptom_first
SELECT symptom.id
FROM symptom
 LIMIT :most OFFSET 0

-- name: medicine_between
SELECT medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note
FROM medicine
WHERE medicine.night_of >= :from_night AND medicine.night_of < :before_night ORDER BY medicine.night_of, medicine.at_utc_s, medicine.id

-- name: medicine_span
SELECT (SELECT min(medicine.night_of) AS min_1
FROM medicine) AS anon_1, (SELECT max(medicine.night_of) AS max_1
FROM medicine) AS anon_2

-- name: medicine_first
SELECT medicine.id
FROM medicine
 LIMIT :most OFFSET 0

-- name: measure_between
SELECT measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions
FROM measure
WHERE measure.taken_on >= :from_night AND measure.taken_on < :before_night ORDER BY measure.taken_on, measure.name, measure.id

-- name: measure_span
SELECT (SELECT min(measure.taken_on) AS min_1
FROM measure) AS anon_1, (SELECT max(measure.taken_on) AS max_1
FROM measure) AS anon_2

-- name: measure_first
SELECT measure.id
FROM measure
 LIMIT :most OFFSET 0

-- name: trial_between
SELECT trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks
FROM trial
WHERE trial.began_on >= :from_night AND trial.began_on < :before_night ORDER BY trial.began_on, trial.name

-- name: trial_span
SELECT (SELECT min(trial.began_on) AS min_1
FROM trial) AS anon_1, (SELECT max(trial.began_on) AS max_1
FROM trial) AS anon_2

-- name: trial_first
SELECT trial.id
FROM trial
 LIMIT :most OFFSET 0

-- name: factor_names
SELECT DISTINCT factor.name
FROM factor NOT INDEXED ORDER BY factor.name

-- name: symptom_names
SELECT DISTINCT symptom.name
FROM symptom NOT INDEXED ORDER BY symptom.name

-- name: medicine_names
SELECT DISTINCT medicine.name
FROM medicine NOT INDEXED ORDER BY medicine.name

-- name: taper_step_insert
INSERT INTO taper_step (plan_id, starts_on, target_mg, doses_per_day, target_ug, why) VALUES (:plan_id, :starts_on, :target_mg, :doses_per_day, :target_ug, :why)

-- name: taper_step_delete
DELETE FROM taper_step WHERE taper_step.plan_id = :plan_id

-- name: taper_step_by_plan
SELECT taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day, taper_step.target_ug, taper_step.why
FROM taper_step
WHERE taper_step.plan_id = :plan_id ORDER BY taper_step.plan_id, taper_step.starts_on

-- name: hold_insert
INSERT INTO hold (plan_id, position, placed_on, days, step_starts_on, why) VALUES (:plan_id, :position, :placed_on, :days, :step_starts_on, :why)

-- name: hold_delete
DELETE FROM hold WHERE hold.plan_id = :plan_id

-- name: hold_by_plan
SELECT hold.plan_id, hold.position, hold.placed_on, hold.days, hold.step_starts_on, hold.why
FROM hold
WHERE hold.plan_id = :plan_id ORDER BY hold.plan_id, hold.position

-- name: ledger_next_id
SELECT coalesce(max(ledger.id), 0) + 1 AS anon_1
FROM ledger

-- name: ledger_insert
INSERT INTO ledger (id, change_id, made_utc_ms, made_offset_min, made_zone, action, kind, entry_id, old, new, undoes) VALUES (:id, :change_id, :made_utc_ms, :made_offset_min, :made_zone, :action, :kind, :entry_id, :old, :new, :undoes)

-- name: ledger_last_undoable
SELECT ledger.change_id
FROM ledger
WHERE ledger.action != 'undo' AND (ledger.change_id NOT IN (SELECT ledger.undoes
FROM ledger
WHERE ledger.undoes IS NOT NULL)) AND (ledger.change_id NOT IN (SELECT sync_change.id
FROM sync_change)) ORDER BY ledger.id DESC
 LIMIT :most OFFSET :skipped

-- name: ledger_of_change
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger
WHERE ledger.change_id = :change_id ORDER BY ledger.id

-- name: ledger_count_between
SELECT count(*) AS count_1
FROM ledger
WHERE ledger.id >= :first AND ledger.id < :before

-- name: ledger_since
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger
WHERE ledger.id >= :id ORDER BY ledger.id

-- name: ledger_by_entry
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger
WHERE ledger.entry_id = :entry_id ORDER BY ledger.id

-- name: ledger_of_entry_within
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger
WHERE ledger.entry_id = :entry_id AND ledger.id >= :first AND ledger.id < :before ORDER BY ledger.id DESC
 LIMIT :most OFFSET 0

-- name: ledger_latest
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger ORDER BY ledger.id DESC
 LIMIT :most OFFSET :skipped

-- name: ledger_in_order
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger ORDER BY ledger.id

-- name: ledger_order
SELECT ledger.id, ledger.change_id, ledger.action, ledger.kind, ledger.entry_id
FROM ledger ORDER BY ledger.id

-- name: ledger_undos
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger
WHERE ledger.undoes IS NOT NULL ORDER BY ledger.id

-- name: ledger_first
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger ORDER BY ledger.id
 LIMIT :most OFFSET 0

-- name: ledger_of_plans
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger
WHERE ledger.entry_id IN (SELECT ledger.entry_id
FROM ledger INDEXED BY ledger_by_entry
WHERE ledger.id != ledger.entry_id UNION SELECT "plan".id
FROM "plan") AND ledger.kind = 'plan' ORDER BY ledger.id

-- name: ledger_corrections
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger
WHERE ledger.entry_id IN (SELECT ledger.entry_id
FROM ledger INDEXED BY ledger_by_entry
WHERE ledger.id != ledger.entry_id) AND ledger.id != ledger.entry_id ORDER BY ledger.id

-- name: ledger_kind
SELECT ledger.kind
FROM ledger
WHERE ledger.id = :id AND ledger.entry_id = :id

-- name: sync_diary_insert
INSERT INTO sync_diary (id, diary) VALUES (:id, :diary)

-- name: device_insert
INSERT INTO device (id, device, name, forgotten, newest, clock, chain) VALUES (:id, :device, :name, :forgotten, :newest, :clock, :chain)

-- name: sync_line_insert
INSERT INTO sync_line (id, device_id, number, clock, seen, made_utc_ms, made_offset_min, made_zone, action, kind, "of", changed, new, about_id, ledger_id) VALUES (:id, :device_id, :number, :clock, :seen, :made_utc_ms, :made_offset_min, :made_zone, :action, :kind, :of, :changed, :new, :about_id, :ledger_id)

-- name: sync_entry_insert
INSERT INTO sync_entry (id, device_id, number, group_id, kind, entry_id) VALUES (:id, :device_id, :number, :group_id, :kind, :entry_id)

-- name: sync_key_insert
INSERT INTO sync_key (id, about_id, "key") VALUES (:id, :about_id, :key)

-- name: sync_open_insert
INSERT INTO sync_open (id, about_id, entry_id, what, open) VALUES (:id, :about_id, :entry_id, :what, :open)

-- name: sync_change_insert
INSERT INTO sync_change (id) VALUES (:id)

-- name: import_note_insert
INSERT INTO import_note (id, line, other_line, other_mark, wrote, copies) VALUES (:id, :line, :other_line, :other_mark, :wrote, :copies)

-- name: sync_diary_clear
DELETE FROM sync_diary

-- name: device_clear
DELETE FROM device

-- name: sync_line_clear
DELETE FROM sync_line

-- name: sync_entry_clear
DELETE FROM sync_entry

-- name: sync_key_clear
DELETE FROM sync_key

-- name: sync_open_clear
DELETE FROM sync_open

-- name: sync_change_clear
DELETE FROM sync_change

-- name: checksum_clear
DELETE FROM checksum WHERE checksum."of" = :of

-- name: sync_diary
SELECT sync_diary.id, sync_diary.diary
FROM sync_diary

-- name: import_note_all
SELECT import_note.id, import_note.line, import_note.other_line, import_note.other_mark, import_note.wrote, import_note.copies
FROM import_note ORDER BY import_note.id

-- name: device_all
SELECT device.id, device.device, device.name, device.forgotten, device.newest, device.clock, device.chain
FROM device ORDER BY device.id

-- name: device_update
UPDATE device SET name=:name, forgotten=:forgotten, newest=:newest, clock=:clock, chain=:chain WHERE device.id = :b_id

-- name: sync_line_next_id
SELECT coalesce(max(sync_line.id), 0) + 1 AS anon_1
FROM sync_line

-- name: sync_line_between
SELECT sync_line.id, sync_line.device_id, sync_line.number, sync_line.clock, sync_line.seen, sync_line.made_utc_ms, sync_line.made_offset_min, sync_line.made_zone, sync_line.action, sync_line.kind, sync_line."of", sync_line.changed, sync_line.new, sync_line.about_id, sync_line.ledger_id
FROM sync_line
WHERE sync_line.device_id = :device_id AND sync_line.number > :after AND sync_line.number <= :last ORDER BY sync_line.number

-- name: sync_line_in_order
SELECT sync_line.id, sync_line.device_id, sync_line.number, sync_line.clock, sync_line.seen, sync_line.made_utc_ms, sync_line.made_offset_min, sync_line.made_zone, sync_line.action, sync_line.kind, sync_line."of", sync_line.changed, sync_line.new, sync_line.about_id, sync_line.ledger_id
FROM sync_line ORDER BY sync_line.clock, sync_line.device_id, sync_line.number

-- name: sync_line_of_group
SELECT sync_line.id, sync_line.device_id, sync_line.number, sync_line.clock, sync_line.seen, sync_line.made_utc_ms, sync_line.made_offset_min, sync_line.made_zone, sync_line.action, sync_line.kind, sync_line."of", sync_line.changed, sync_line.new, sync_line.about_id, sync_line.ledger_id
FROM sync_line JOIN sync_entry ON sync_entry.id = sync_line.about_id
WHERE sync_entry.group_id = :group_id ORDER BY sync_line.id

-- name: sync_told
SELECT ledger.id, device.name
FROM ledger LEFT OUTER JOIN sync_line ON sync_line.ledger_id = ledger.id LEFT OUTER JOIN device ON device.id = sync_line.device_id
WHERE ledger.id >= :first AND ledger.id < :before AND ledger.change_id IN (SELECT sync_change.id
FROM sync_change) ORDER BY ledger.id, sync_line.id

-- name: sync_told_of_entry
SELECT sync_line.device_id
FROM ledger LEFT OUTER JOIN sync_line ON sync_line.ledger_id = ledger.id
WHERE ledger.entry_id = :entry_id AND ledger.id > :after AND ledger.change_id IN (SELECT sync_change.id
FROM sync_change) ORDER BY ledger.id

-- name: sync_line_by_ledger
SELECT sync_entry.entry_id
FROM sync_entry JOIN sync_line ON sync_entry.id = sync_line.about_id
WHERE sync_line.ledger_id = :ledger_id

-- name: sync_entry_all
SELECT sync_entry.id, sync_entry.device_id, sync_entry.number, sync_entry.group_id, sync_entry.kind, sync_entry.entry_id
FROM sync_entry ORDER BY sync_entry.id

-- name: sync_entry_update
UPDATE sync_entry SET group_id=:group_id, entry_id=:entry_id WHERE sync_entry.id = :b_id

-- name: sync_key_next_id
SELECT coalesce(max(sync_key.id), 0) + 1 AS anon_1
FROM sync_key

-- name: sync_key_about
SELECT sync_key.id, sync_key.about_id, sync_key."key"
FROM sync_key
WHERE sync_key.about_id = :about_id ORDER BY sync_key.id

-- name: sync_key_at
SELECT sync_key.about_id
FROM sync_key
WHERE sync_key."key" = :key ORDER BY sync_key.about_id

-- name: sync_key_delete
DELETE FROM sync_key WHERE sync_key.id = :id

-- name: sync_open_all
SELECT sync_open.id, sync_open.about_id, sync_open.entry_id, sync_open.what, sync_open.open
FROM sync_open ORDER BY sync_open.id

-- name: sync_open_count
SELECT count(DISTINCT sync_open.entry_id) AS count_1
FROM sync_open

-- name: sync_open_entries
SELECT DISTINCT sync_open.entry_id, sync_entry.kind
FROM sync_open JOIN sync_entry ON sync_entry.id = sync_open.about_id
WHERE sync_open.entry_id IS NOT NULL ORDER BY sync_open.entry_id

-- name: sync_open_next_id
SELECT coalesce(max(sync_open.id), 0) + 1 AS anon_1
FROM sync_open

-- name: sync_open_about
SELECT sync_open.id, sync_open.about_id, sync_open.entry_id, sync_open.what, sync_open.open
FROM sync_open
WHERE sync_open.about_id = :about_id ORDER BY sync_open.id

-- name: sync_open_delete
DELETE FROM sync_open WHERE sync_open.id = :id

-- name: sync_unpublished
SELECT ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes
FROM ledger
WHERE ledger.id > (SELECT coalesce(max(sync_line.ledger_id), 0) AS coalesce_1
FROM sync_line) AND (ledger.change_id NOT IN (SELECT sync_change.id
FROM sync_change)) ORDER BY ledger.id

-- name: sync_change_since
SELECT sync_change.id
FROM sync_change
WHERE sync_change.id >= :first ORDER BY sync_change.id

-- name: night_told
SELECT night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration
FROM night JOIN ledger ON ledger.id = night.id
WHERE ledger.entry_id = night.id AND ledger.kind = 'night' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (night.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(night.night_of) END || CASE WHEN (night.severity IS NULL) THEN '' ELSE ',"severity":' || json_quote(night.severity) END || CASE WHEN (night.missed IS NULL) THEN '' ELSE ',"missed":' || json_quote(night.missed) END || CASE WHEN (night.falling_asleep IS NULL) THEN '' ELSE ',"falling_asleep":' || json_quote(night.falling_asleep) END || CASE WHEN (night.overnight IS NULL) THEN '' ELSE ',"overnight":' || json_quote(night.overnight) END || CASE WHEN (night.day_resting IS NULL) THEN '' ELSE ',"day_resting":' || json_quote(night.day_resting) END || CASE WHEN (night.day_active IS NULL) THEN '' ELSE ',"day_active":' || json_quote(night.day_active) END || CASE WHEN (night.onset_min IS NULL) THEN '' ELSE ',"onset_min":' || json_quote(night.onset_min) END || CASE WHEN (night.body_parts IS NULL) THEN '' ELSE ',"body_parts":' || CASE WHEN (night.body_parts = '') THEN NULL ELSE '[' || replace(json_quote(night.body_parts), ',', '","') || ']' END END || CASE WHEN (night.sensations IS NULL) THEN '' ELSE ',"sensations":' || CASE WHEN (night.sensations = '') THEN NULL ELSE '[' || replace(json_quote(night.sensations), ',', '","') || ']' END END || CASE WHEN (night.note IS NULL) THEN '' ELSE ',"note":' || json_quote(night.note) END || CASE WHEN (night.sitting IS NULL) THEN '' ELSE ',"sitting":' || json_quote(night.sitting) END || CASE WHEN (night.mood IS NULL) THEN '' ELSE ',"mood":' || json_quote(night.mood) END || CASE WHEN (night.concentration IS NULL) THEN '' ELSE ',"concentration":' || json_quote(night.concentration) END || CASE WHEN (night.recalled = 0) THEN '' WHEN (night.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = night.id AND other.id != night.id)) ORDER BY night.id

-- name: night_texts
SELECT night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration, '{' || substr(CASE WHEN (night.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(night.night_of) END || CASE WHEN (night.severity IS NULL) THEN '' ELSE ',"severity":' || json_quote(night.severity) END || CASE WHEN (night.missed IS NULL) THEN '' ELSE ',"missed":' || json_quote(night.missed) END || CASE WHEN (night.falling_asleep IS NULL) THEN '' ELSE ',"falling_asleep":' || json_quote(night.falling_asleep) END || CASE WHEN (night.overnight IS NULL) THEN '' ELSE ',"overnight":' || json_quote(night.overnight) END || CASE WHEN (night.day_resting IS NULL) THEN '' ELSE ',"day_resting":' || json_quote(night.day_resting) END || CASE WHEN (night.day_active IS NULL) THEN '' ELSE ',"day_active":' || json_quote(night.day_active) END || CASE WHEN (night.onset_min IS NULL) THEN '' ELSE ',"onset_min":' || json_quote(night.onset_min) END || CASE WHEN (night.body_parts IS NULL) THEN '' ELSE ',"body_parts":' || CASE WHEN (night.body_parts = '') THEN NULL ELSE '[' || replace(json_quote(night.body_parts), ',', '","') || ']' END END || CASE WHEN (night.sensations IS NULL) THEN '' ELSE ',"sensations":' || CASE WHEN (night.sensations = '') THEN NULL ELSE '[' || replace(json_quote(night.sensations), ',', '","') || ']' END END || CASE WHEN (night.note IS NULL) THEN '' ELSE ',"note":' || json_quote(night.note) END || CASE WHEN (night.sitting IS NULL) THEN '' ELSE ',"sitting":' || json_quote(night.sitting) END || CASE WHEN (night.mood IS NULL) THEN '' ELSE ',"mood":' || json_quote(night.mood) END || CASE WHEN (night.concentration IS NULL) THEN '' ELSE ',"concentration":' || json_quote(night.concentration) END || CASE WHEN (night.recalled = 0) THEN '' WHEN (night.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}' AS text
FROM night ORDER BY night.id

-- name: sleep_told
SELECT sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note
FROM sleep JOIN ledger ON ledger.id = sleep.id
WHERE ledger.entry_id = sleep.id AND ledger.kind = 'sleep' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (sleep.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(sleep.night_of) END || CASE WHEN (sleep.bed_utc_s IS NULL AND sleep.bed_offset_min IS NULL) THEN '' ELSE ',"bed":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.bed_utc_s + sleep.bed_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.bed_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.bed_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.tried_utc_s IS NULL AND sleep.tried_offset_min IS NULL) THEN '' ELSE ',"tried":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.tried_utc_s + sleep.tried_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.tried_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.tried_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.wake_utc_s IS NULL AND sleep.wake_offset_min IS NULL) THEN '' ELSE ',"wake":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.wake_utc_s + sleep.wake_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.wake_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.wake_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.up_utc_s IS NULL AND sleep.up_offset_min IS NULL) THEN '' ELSE ',"up":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.up_utc_s + sleep.up_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.up_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.up_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.planned_utc_s IS NULL AND sleep.planned_offset_min IS NULL) THEN '' ELSE ',"planned":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.planned_utc_s + sleep.planned_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.planned_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.planned_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.latency_min IS NULL) THEN '' ELSE ',"latency_min":' || json_quote(sleep.latency_min) END || CASE WHEN (sleep.awake_min IS NULL) THEN '' ELSE ',"awake_min":' || json_quote(sleep.awake_min) END || CASE WHEN (sleep.awake_least_min IS NULL) THEN '' ELSE ',"awake_least_min":' || json_quote(sleep.awake_least_min) END || CASE WHEN (sleep.unslept_least_min IS NULL) THEN '' ELSE ',"unslept_least_min":' || json_quote(sleep.unslept_least_min) END || CASE WHEN (sleep.times IS NULL) THEN '' ELSE ',"times":' || json_quote(sleep.times) END || CASE WHEN (sleep.pacing_min IS NULL) THEN '' ELSE ',"pacing_min":' || json_quote(sleep.pacing_min) END || CASE WHEN (sleep.lying_awake_min IS NULL) THEN '' ELSE ',"lying_awake_min":' || json_quote(sleep.lying_awake_min) END || CASE WHEN (sleep.total_min IS NULL) THEN '' ELSE ',"total_min":' || json_quote(sleep.total_min) END || CASE WHEN (sleep.quality IS NULL) THEN '' ELSE ',"quality":' || json_quote(sleep.quality) END || CASE WHEN (sleep.nap_min IS NULL) THEN '' ELSE ',"nap_min":' || json_quote(sleep.nap_min) END || CASE WHEN (sleep.note IS NULL) THEN '' ELSE ',"note":' || json_quote(sleep.note) END || CASE WHEN (sleep.bed_utc_s IS NULL AND sleep.tried_utc_s IS NULL AND sleep.wake_utc_s IS NULL AND sleep.up_utc_s IS NULL AND sleep.planned_utc_s IS NULL AND sleep.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (sleep.recalled = 0) THEN '' WHEN (sleep.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = sleep.id AND other.id != sleep.id)) ORDER BY sleep.id

-- name: sleep_texts
SELECT sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note, '{' || substr(CASE WHEN (sleep.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(sleep.night_of) END || CASE WHEN (sleep.bed_utc_s IS NULL AND sleep.bed_offset_min IS NULL) THEN '' ELSE ',"bed":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.bed_utc_s + sleep.bed_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.bed_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.bed_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.tried_utc_s IS NULL AND sleep.tried_offset_min IS NULL) THEN '' ELSE ',"tried":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.tried_utc_s + sleep.tried_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.tried_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.tried_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.wake_utc_s IS NULL AND sleep.wake_offset_min IS NULL) THEN '' ELSE ',"wake":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.wake_utc_s + sleep.wake_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.wake_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.wake_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.up_utc_s IS NULL AND sleep.up_offset_min IS NULL) THEN '' ELSE ',"up":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.up_utc_s + sleep.up_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.up_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.up_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.planned_utc_s IS NULL AND sleep.planned_offset_min IS NULL) THEN '' ELSE ',"planned":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', sleep.planned_utc_s + sleep.planned_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.planned_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.planned_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']') END || CASE WHEN (sleep.latency_min IS NULL) THEN '' ELSE ',"latency_min":' || json_quote(sleep.latency_min) END || CASE WHEN (sleep.awake_min IS NULL) THEN '' ELSE ',"awake_min":' || json_quote(sleep.awake_min) END || CASE WHEN (sleep.awake_least_min IS NULL) THEN '' ELSE ',"awake_least_min":' || json_quote(sleep.awake_least_min) END || CASE WHEN (sleep.unslept_least_min IS NULL) THEN '' ELSE ',"unslept_least_min":' || json_quote(sleep.unslept_least_min) END || CASE WHEN (sleep.times IS NULL) THEN '' ELSE ',"times":' || json_quote(sleep.times) END || CASE WHEN (sleep.pacing_min IS NULL) THEN '' ELSE ',"pacing_min":' || json_quote(sleep.pacing_min) END || CASE WHEN (sleep.lying_awake_min IS NULL) THEN '' ELSE ',"lying_awake_min":' || json_quote(sleep.lying_awake_min) END || CASE WHEN (sleep.total_min IS NULL) THEN '' ELSE ',"total_min":' || json_quote(sleep.total_min) END || CASE WHEN (sleep.quality IS NULL) THEN '' ELSE ',"quality":' || json_quote(sleep.quality) END || CASE WHEN (sleep.nap_min IS NULL) THEN '' ELSE ',"nap_min":' || json_quote(sleep.nap_min) END || CASE WHEN (sleep.note IS NULL) THEN '' ELSE ',"note":' || json_quote(sleep.note) END || CASE WHEN (sleep.bed_utc_s IS NULL AND sleep.tried_utc_s IS NULL AND sleep.wake_utc_s IS NULL AND sleep.up_utc_s IS NULL AND sleep.planned_utc_s IS NULL AND sleep.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (sleep.recalled = 0) THEN '' WHEN (sleep.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}' AS text
FROM sleep ORDER BY sleep.id

-- name: dose_told
SELECT dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped
FROM dose JOIN ledger ON ledger.id = dose.id
WHERE ledger.entry_id = dose.id AND ledger.kind = 'kratom' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (dose.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(dose.night_of) END || CASE WHEN (dose.amount_mg IS NULL) THEN '' ELSE ',"amount_mg":' || json_quote(dose.amount_mg) END || CASE WHEN (dose.at_utc_s IS NULL AND dose.at_offset_min IS NULL) THEN '' ELSE ',"at":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', dose.at_utc_s + dose.at_offset_min * 60, 'unixepoch') || CASE WHEN (dose.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(dose.at_offset_min) * 60, 'unixepoch') || '[' || dose.zone || ']') END || CASE WHEN (dose.product_id IS NULL) THEN '' ELSE ',"product_id":' || json_quote(dose.product_id) END || CASE WHEN (dose.note IS NULL) THEN '' ELSE ',"note":' || json_quote(dose.note) END || CASE WHEN (dose.amount_ug IS NULL) THEN '' ELSE ',"amount_ug":' || json_quote(dose.amount_ug) END || CASE WHEN (dose.none_of IS NULL) THEN '' ELSE ',"none_of":' || json_quote(dose.none_of) END || CASE WHEN (dose.helped IS NULL) THEN '' ELSE ',"helped":' || json_quote(dose.helped) END || CASE WHEN (dose.at_utc_s IS NULL AND dose.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (dose.recalled = 0) THEN '' WHEN (dose.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = dose.id AND other.id != dose.id)) ORDER BY dose.id

-- name: dose_texts
SELECT dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped, '{' || substr(CASE WHEN (dose.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(dose.night_of) END || CASE WHEN (dose.amount_mg IS NULL) THEN '' ELSE ',"amount_mg":' || json_quote(dose.amount_mg) END || CASE WHEN (dose.at_utc_s IS NULL AND dose.at_offset_min IS NULL) THEN '' ELSE ',"at":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', dose.at_utc_s + dose.at_offset_min * 60, 'unixepoch') || CASE WHEN (dose.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(dose.at_offset_min) * 60, 'unixepoch') || '[' || dose.zone || ']') END || CASE WHEN (dose.product_id IS NULL) THEN '' ELSE ',"product_id":' || json_quote(dose.product_id) END || CASE WHEN (dose.note IS NULL) THEN '' ELSE ',"note":' || json_quote(dose.note) END || CASE WHEN (dose.amount_ug IS NULL) THEN '' ELSE ',"amount_ug":' || json_quote(dose.amount_ug) END || CASE WHEN (dose.none_of IS NULL) THEN '' ELSE ',"none_of":' || json_quote(dose.none_of) END || CASE WHEN (dose.helped IS NULL) THEN '' ELSE ',"helped":' || json_quote(dose.helped) END || CASE WHEN (dose.at_utc_s IS NULL AND dose.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (dose.recalled = 0) THEN '' WHEN (dose.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}' AS text
FROM dose ORDER BY dose.id

-- name: magnesium_told
SELECT magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note
FROM magnesium JOIN ledger ON ledger.id = magnesium.id
WHERE ledger.entry_id = magnesium.id AND ledger.kind = 'magnesium' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (magnesium.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(magnesium.night_of) END || CASE WHEN (magnesium.at_utc_s IS NULL AND magnesium.at_offset_min IS NULL) THEN '' ELSE ',"at":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', magnesium.at_utc_s + magnesium.at_offset_min * 60, 'unixepoch') || CASE WHEN (magnesium.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(magnesium.at_offset_min) * 60, 'unixepoch') || '[' || magnesium.zone || ']') END || CASE WHEN (magnesium.elemental_mg IS NULL) THEN '' ELSE ',"elemental_mg":' || json_quote(magnesium.elemental_mg) END || CASE WHEN (magnesium.basis IS NULL) THEN '' ELSE ',"basis":' || json_quote(magnesium.basis) END || CASE WHEN (magnesium.form IS NULL) THEN '' ELSE ',"form":' || json_quote(magnesium.form) END || CASE WHEN (magnesium.salt_mg IS NULL) THEN '' ELSE ',"salt_mg":' || json_quote(magnesium.salt_mg) END || CASE WHEN (magnesium.topical IS NULL) THEN '' ELSE ',"topical":' || CASE WHEN (magnesium.topical = 0) THEN 'false' WHEN (magnesium.topical = 1) THEN 'true' ELSE NULL END END || CASE WHEN (magnesium.helped IS NULL) THEN '' ELSE ',"helped":' || json_quote(magnesium.helped) END || CASE WHEN (magnesium.note IS NULL) THEN '' ELSE ',"note":' || json_quote(magnesium.note) END || CASE WHEN (magnesium.at_utc_s IS NULL AND magnesium.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (magnesium.recalled = 0) THEN '' WHEN (magnesium.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = magnesium.id AND other.id != magnesium.id)) ORDER BY magnesium.id

-- name: magnesium_texts
SELECT magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note, '{' || substr(CASE WHEN (magnesium.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(magnesium.night_of) END || CASE WHEN (magnesium.at_utc_s IS NULL AND magnesium.at_offset_min IS NULL) THEN '' ELSE ',"at":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', magnesium.at_utc_s + magnesium.at_offset_min * 60, 'unixepoch') || CASE WHEN (magnesium.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(magnesium.at_offset_min) * 60, 'unixepoch') || '[' || magnesium.zone || ']') END || CASE WHEN (magnesium.elemental_mg IS NULL) THEN '' ELSE ',"elemental_mg":' || json_quote(magnesium.elemental_mg) END || CASE WHEN (magnesium.basis IS NULL) THEN '' ELSE ',"basis":' || json_quote(magnesium.basis) END || CASE WHEN (magnesium.form IS NULL) THEN '' ELSE ',"form":' || json_quote(magnesium.form) END || CASE WHEN (magnesium.salt_mg IS NULL) THEN '' ELSE ',"salt_mg":' || json_quote(magnesium.salt_mg) END || CASE WHEN (magnesium.topical IS NULL) THEN '' ELSE ',"topical":' || CASE WHEN (magnesium.topical = 0) THEN 'false' WHEN (magnesium.topical = 1) THEN 'true' ELSE NULL END END || CASE WHEN (magnesium.helped IS NULL) THEN '' ELSE ',"helped":' || json_quote(magnesium.helped) END || CASE WHEN (magnesium.note IS NULL) THEN '' ELSE ',"note":' || json_quote(magnesium.note) END || CASE WHEN (magnesium.at_utc_s IS NULL AND magnesium.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (magnesium.recalled = 0) THEN '' WHEN (magnesium.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}' AS text
FROM magnesium ORDER BY magnesium.id

-- name: product_told
SELECT product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug
FROM product JOIN ledger ON ledger.id = product.id
WHERE ledger.entry_id = product.id AND ledger.kind = 'product' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (product.name IS NULL) THEN '' ELSE ',"name":' || json_quote(product.name) END || CASE WHEN (product.product_kind IS NULL) THEN '' ELSE ',"product_kind":' || json_quote(product.product_kind) END || CASE WHEN (product.capsule_mg IS NULL) THEN '' ELSE ',"capsule_mg":' || json_quote(product.capsule_mg) END || CASE WHEN (product.mitragynine_low_ug IS NULL) THEN '' ELSE ',"mitragynine_low_ug":' || json_quote(product.mitragynine_low_ug) END || CASE WHEN (product.mitragynine_high_ug IS NULL) THEN '' ELSE ',"mitragynine_high_ug":' || json_quote(product.mitragynine_high_ug) END || CASE WHEN (product.weight_mg IS NULL) THEN '' ELSE ',"weight_mg":' || json_quote(product.weight_mg) END || CASE WHEN (product.opened_on IS NULL) THEN '' ELSE ',"opened_on":' || json_quote(product.opened_on) END || CASE WHEN (product.capsule_ug IS NULL) THEN '' ELSE ',"capsule_ug":' || json_quote(product.capsule_ug) END || CASE WHEN (product.weight_ug IS NULL) THEN '' ELSE ',"weight_ug":' || json_quote(product.weight_ug) END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = product.id AND other.id != product.id)) ORDER BY product.id

-- name: product_texts
SELECT product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug, '{' || substr(CASE WHEN (product.name IS NULL) THEN '' ELSE ',"name":' || json_quote(product.name) END || CASE WHEN (product.product_kind IS NULL) THEN '' ELSE ',"product_kind":' || json_quote(product.product_kind) END || CASE WHEN (product.capsule_mg IS NULL) THEN '' ELSE ',"capsule_mg":' || json_quote(product.capsule_mg) END || CASE WHEN (product.mitragynine_low_ug IS NULL) THEN '' ELSE ',"mitragynine_low_ug":' || json_quote(product.mitragynine_low_ug) END || CASE WHEN (product.mitragynine_high_ug IS NULL) THEN '' ELSE ',"mitragynine_high_ug":' || json_quote(product.mitragynine_high_ug) END || CASE WHEN (product.weight_mg IS NULL) THEN '' ELSE ',"weight_mg":' || json_quote(product.weight_mg) END || CASE WHEN (product.opened_on IS NULL) THEN '' ELSE ',"opened_on":' || json_quote(product.opened_on) END || CASE WHEN (product.capsule_ug IS NULL) THEN '' ELSE ',"capsule_ug":' || json_quote(product.capsule_ug) END || CASE WHEN (product.weight_ug IS NULL) THEN '' ELSE ',"weight_ug":' || json_quote(product.weight_ug) END, 2) || '}' AS text
FROM product ORDER BY product.id

-- name: factor_told
SELECT factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note
FROM factor JOIN ledger ON ledger.id = factor.id
WHERE ledger.entry_id = factor.id AND ledger.kind = 'factor' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (factor.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(factor.night_of) END || CASE WHEN (factor.name IS NULL) THEN '' ELSE ',"name":' || json_quote(factor.name) END || CASE WHEN (factor.at_utc_s IS NULL AND factor.at_offset_min IS NULL) THEN '' ELSE ',"at":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', factor.at_utc_s + factor.at_offset_min * 60, 'unixepoch') || CASE WHEN (factor.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(factor.at_offset_min) * 60, 'unixepoch') || '[' || factor.zone || ']') END || CASE WHEN (factor.amount IS NULL) THEN '' ELSE ',"amount":' || json_quote(factor.amount) END || CASE WHEN (factor.helped IS NULL) THEN '' ELSE ',"helped":' || json_quote(factor.helped) END || CASE WHEN (factor.note IS NULL) THEN '' ELSE ',"note":' || json_quote(factor.note) END || CASE WHEN (factor.at_utc_s IS NULL AND factor.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (factor.recalled = 0) THEN '' WHEN (factor.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = factor.id AND other.id != factor.id)) ORDER BY factor.id

-- name: factor_texts
SELECT factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note, '{' || substr(CASE WHEN (factor.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(factor.night_of) END || CASE WHEN (factor.name IS NULL) THEN '' ELSE ',"name":' || json_quote(factor.name) END || CASE WHEN (factor.at_utc_s IS NULL AND factor.at_offset_min IS NULL) THEN '' ELSE ',"at":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', factor.at_utc_s + factor.at_offset_min * 60, 'unixepoch') || CASE WHEN (factor.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(factor.at_offset_min) * 60, 'unixepoch') || '[' || factor.zone || ']') END || CASE WHEN (factor.amount IS NULL) THEN '' ELSE ',"amount":' || json_quote(factor.amount) END || CASE WHEN (factor.helped IS NULL) THEN '' ELSE ',"helped":' || json_quote(factor.helped) END || CASE WHEN (factor.note IS NULL) THEN '' ELSE ',"note":' || json_quote(factor.note) END || CASE WHEN (factor.at_utc_s IS NULL AND factor.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (factor.recalled = 0) THEN '' WHEN (factor.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}' AS text
FROM factor ORDER BY factor.id

-- name: symptom_told
SELECT symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note
FROM symptom JOIN ledger ON ledger.id = symptom.id
WHERE ledger.entry_id = symptom.id AND ledger.kind = 'symptom' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (symptom.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(symptom.night_of) END || CASE WHEN (symptom.name IS NULL) THEN '' ELSE ',"name":' || json_quote(symptom.name) END || CASE WHEN (symptom.grade IS NULL) THEN '' ELSE ',"grade":' || json_quote(symptom.grade) END || CASE WHEN (symptom.note IS NULL) THEN '' ELSE ',"note":' || json_quote(symptom.note) END || CASE WHEN (symptom.recalled = 0) THEN '' WHEN (symptom.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = symptom.id AND other.id != symptom.id)) ORDER BY symptom.id

-- name: symptom_texts
SELECT symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note, '{' || substr(CASE WHEN (symptom.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(symptom.night_of) END || CASE WHEN (symptom.name IS NULL) THEN '' ELSE ',"name":' || json_quote(symptom.name) END || CASE WHEN (symptom.grade IS NULL) THEN '' ELSE ',"grade":' || json_quote(symptom.grade) END || CASE WHEN (symptom.note IS NULL) THEN '' ELSE ',"note":' || json_quote(symptom.note) END || CASE WHEN (symptom.recalled = 0) THEN '' WHEN (symptom.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}' AS text
FROM symptom ORDER BY symptom.id

-- name: medicine_told
SELECT medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note
FROM medicine JOIN ledger ON ledger.id = medicine.id
WHERE ledger.entry_id = medicine.id AND ledger.kind = 'medicine' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (medicine.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(medicine.night_of) END || CASE WHEN (medicine.at_utc_s IS NULL AND medicine.at_offset_min IS NULL) THEN '' ELSE ',"at":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', medicine.at_utc_s + medicine.at_offset_min * 60, 'unixepoch') || CASE WHEN (medicine.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(medicine.at_offset_min) * 60, 'unixepoch') || '[' || medicine.zone || ']') END || CASE WHEN (medicine.name IS NULL) THEN '' ELSE ',"name":' || json_quote(medicine.name) END || CASE WHEN (medicine.amount IS NULL) THEN '' ELSE ',"amount":' || json_quote(medicine.amount) END || CASE WHEN (medicine.helped IS NULL) THEN '' ELSE ',"helped":' || json_quote(medicine.helped) END || CASE WHEN (medicine.note IS NULL) THEN '' ELSE ',"note":' || json_quote(medicine.note) END || CASE WHEN (medicine.at_utc_s IS NULL AND medicine.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (medicine.recalled = 0) THEN '' WHEN (medicine.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = medicine.id AND other.id != medicine.id)) ORDER BY medicine.id

-- name: medicine_texts
SELECT medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note, '{' || substr(CASE WHEN (medicine.night_of IS NULL) THEN '' ELSE ',"night_of":' || json_quote(medicine.night_of) END || CASE WHEN (medicine.at_utc_s IS NULL AND medicine.at_offset_min IS NULL) THEN '' ELSE ',"at":' || json_quote(strftime('%Y-%m-%dT%H:%M:%S', medicine.at_utc_s + medicine.at_offset_min * 60, 'unixepoch') || CASE WHEN (medicine.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(medicine.at_offset_min) * 60, 'unixepoch') || '[' || medicine.zone || ']') END || CASE WHEN (medicine.name IS NULL) THEN '' ELSE ',"name":' || json_quote(medicine.name) END || CASE WHEN (medicine.amount IS NULL) THEN '' ELSE ',"amount":' || json_quote(medicine.amount) END || CASE WHEN (medicine.helped IS NULL) THEN '' ELSE ',"helped":' || json_quote(medicine.helped) END || CASE WHEN (medicine.note IS NULL) THEN '' ELSE ',"note":' || json_quote(medicine.note) END || CASE WHEN (medicine.at_utc_s IS NULL AND medicine.zone IS NOT NULL) THEN NULL ELSE '' END || CASE WHEN (medicine.recalled = 0) THEN '' WHEN (medicine.recalled = 1) THEN ',"recalled":true' ELSE NULL END, 2) || '}' AS text
FROM medicine ORDER BY medicine.id

-- name: measure_told
SELECT measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions
FROM measure JOIN ledger ON ledger.id = measure.id
WHERE ledger.entry_id = measure.id AND ledger.kind = 'measure' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (measure.taken_on IS NULL) THEN '' ELSE ',"taken_on":' || json_quote(measure.taken_on) END || CASE WHEN (measure.name IS NULL) THEN '' ELSE ',"name":' || json_quote(measure.name) END || CASE WHEN (measure.value_milli IS NULL) THEN '' ELSE ',"value_milli":' || json_quote(measure.value_milli) END || CASE WHEN (measure.unit IS NULL) THEN '' ELSE ',"unit":' || json_quote(measure.unit) END || CASE WHEN (measure."by" IS NULL) THEN '' ELSE ',"by":' || json_quote(measure."by") END || CASE WHEN (measure.conditions IS NULL) THEN '' ELSE ',"conditions":' || CASE WHEN (measure.conditions = '') THEN NULL ELSE '[' || replace(json_quote(measure.conditions), ',', '","') || ']' END END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = measure.id AND other.id != measure.id)) ORDER BY measure.id

-- name: measure_texts
SELECT measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions, '{' || substr(CASE WHEN (measure.taken_on IS NULL) THEN '' ELSE ',"taken_on":' || json_quote(measure.taken_on) END || CASE WHEN (measure.name IS NULL) THEN '' ELSE ',"name":' || json_quote(measure.name) END || CASE WHEN (measure.value_milli IS NULL) THEN '' ELSE ',"value_milli":' || json_quote(measure.value_milli) END || CASE WHEN (measure.unit IS NULL) THEN '' ELSE ',"unit":' || json_quote(measure.unit) END || CASE WHEN (measure."by" IS NULL) THEN '' ELSE ',"by":' || json_quote(measure."by") END || CASE WHEN (measure.conditions IS NULL) THEN '' ELSE ',"conditions":' || CASE WHEN (measure.conditions = '') THEN NULL ELSE '[' || replace(json_quote(measure.conditions), ',', '","') || ']' END END, 2) || '}' AS text
FROM measure ORDER BY measure.id

-- name: trial_told
SELECT trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks
FROM trial JOIN ledger ON ledger.id = trial.id
WHERE ledger.entry_id = trial.id AND ledger.kind = 'trial' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = ('{' || substr(CASE WHEN (trial.began_on IS NULL) THEN '' ELSE ',"began_on":' || json_quote(trial.began_on) END || CASE WHEN (trial.name IS NULL) THEN '' ELSE ',"name":' || json_quote(trial.name) END || CASE WHEN (trial.pairs IS NULL) THEN '' ELSE ',"pairs":' || json_quote(trial.pairs) END || CASE WHEN (trial.score IS NULL) THEN '' ELSE ',"score":' || json_quote(trial.score) END || CASE WHEN (trial.draws IS NULL) THEN '' ELSE ',"draws":' || CASE WHEN (trial.draws = '') THEN NULL ELSE '[' || replace(json_quote(trial.draws), ',', '","') || ']' END END || CASE WHEN (trial.did IS NULL) THEN '' ELSE ',"did":' || CASE WHEN (trial.did = '') THEN NULL ELSE '[' || replace(json_quote(trial.did), ',', '","') || ']' END END || CASE WHEN (trial.looks IS NULL) THEN '' ELSE ',"looks":' || json_quote(trial.looks) END, 2) || '}') AND NOT (EXISTS (SELECT other.id
FROM ledger AS other
WHERE other.entry_id = trial.id AND other.id != trial.id)) ORDER BY trial.id

-- name: trial_texts
SELECT trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks, '{' || substr(CASE WHEN (trial.began_on IS NULL) THEN '' ELSE ',"began_on":' || json_quote(trial.began_on) END || CASE WHEN (trial.name IS NULL) THEN '' ELSE ',"name":' || json_quote(trial.name) END || CASE WHEN (trial.pairs IS NULL) THEN '' ELSE ',"pairs":' || json_quote(trial.pairs) END || CASE WHEN (trial.score IS NULL) THEN '' ELSE ',"score":' || json_quote(trial.score) END || CASE WHEN (trial.draws IS NULL) THEN '' ELSE ',"draws":' || CASE WHEN (trial.draws = '') THEN NULL ELSE '[' || replace(json_quote(trial.draws), ',', '","') || ']' END END || CASE WHEN (trial.did IS NULL) THEN '' ELSE ',"did":' || CASE WHEN (trial.did = '') THEN NULL ELSE '[' || replace(json_quote(trial.did), ',', '","') || ']' END END || CASE WHEN (trial.looks IS NULL) THEN '' ELSE ',"looks":' || json_quote(trial.looks) END, 2) || '}' AS text
FROM trial ORDER BY trial.id

-- name: night_unsettled
SELECT judged.id, judged.recalled, judged.night_of, judged.severity, judged.missed, judged.falling_asleep, judged.overnight, judged.day_resting, judged.day_active, judged.onset_min, judged.body_parts, judged.sensations, judged.note, judged.sitting, judged.mood, judged.concentration, judged.agrees, judged.own, judged.sound
FROM (SELECT night.id AS id, night.recalled AS recalled, night.night_of AS night_of, night.severity AS severity, night.missed AS missed, night.falling_asleep AS falling_asleep, night.overnight AS overnight, night.day_resting AS day_resting, night.day_active AS day_active, night.onset_min AS onset_min, night.body_parts AS body_parts, night.sensations AS sensations, night.note AS note, night.sitting AS sitting, night.mood AS mood, night.concentration AS concentration, ledger.entry_id = night.id AND ledger.kind = 'night' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s}', substr(',"night_of":"' || night.night_of || '"', 2), ',"severity":' || night.severity, CASE WHEN (night.missed IS NOT NULL) THEN ',"missed":' || json_quote(night.missed) END, ',"falling_asleep":' || night.falling_asleep, ',"overnight":' || night.overnight, ',"day_resting":' || night.day_resting, ',"day_active":' || night.day_active, ',"onset_min":' || night.onset_min, CASE WHEN (night.body_parts IS NOT NULL) THEN ',"body_parts":' || '[' || replace(json_quote(night.body_parts), ',', '","') || ']' END, CASE WHEN (night.sensations IS NOT NULL) THEN ',"sensations":' || '[' || replace(json_quote(night.sensations), ',', '","') || ']' END, CASE WHEN (night.note IS NOT NULL) THEN ',"note":' || json_quote(night.note) END, ',"sitting":' || night.sitting, ',"mood":' || night.mood, ',"concentration":' || night.concentration, CASE WHEN (night.recalled = 1) THEN ',"recalled":true' END) AND (night.body_parts IS NULL OR night.body_parts != '') AND (night.sensations IS NULL OR night.sensations != '') AND (night.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = night.id AND ledger.kind = 'night' AS own, (night.body_parts IS NULL AND night.sensations IS NULL OR (coalesce(night.body_parts, '') || ';' || coalesce(night.sensations, '')) IN (SELECT known.value
FROM json_each(:known) AS known)) AND night.night_of >= '1990' AND night.night_of < '2200' AND (night.note IS NULL OR length(night.note) <= 10000 AND length(CAST(night.note AS BLOB)) = length(night.note) AND (night.note NOT GLOB '*[^ -~]*')) AS sound
FROM night LEFT OUTER JOIN ledger ON ledger.id = night.id) AS judged
WHERE (judged.sound = 1 AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: sleep_unsettled
SELECT judged.id, judged.recalled, judged.night_of, judged.zone, judged.bed_utc_s, judged.bed_offset_min, judged.tried_utc_s, judged.tried_offset_min, judged.wake_utc_s, judged.wake_offset_min, judged.up_utc_s, judged.up_offset_min, judged.planned_utc_s, judged.planned_offset_min, judged.latency_min, judged.awake_min, judged.awake_least_min, judged.unslept_least_min, judged.times, judged.pacing_min, judged.lying_awake_min, judged.total_min, judged.quality, judged.nap_min, judged.note, judged.agrees, judged.own, judged.sound
FROM (SELECT sleep.id AS id, sleep.recalled AS recalled, sleep.night_of AS night_of, sleep.zone AS zone, sleep.bed_utc_s AS bed_utc_s, sleep.bed_offset_min AS bed_offset_min, sleep.tried_utc_s AS tried_utc_s, sleep.tried_offset_min AS tried_offset_min, sleep.wake_utc_s AS wake_utc_s, sleep.wake_offset_min AS wake_offset_min, sleep.up_utc_s AS up_utc_s, sleep.up_offset_min AS up_offset_min, sleep.planned_utc_s AS planned_utc_s, sleep.planned_offset_min AS planned_offset_min, sleep.latency_min AS latency_min, sleep.awake_min AS awake_min, sleep.awake_least_min AS awake_least_min, sleep.unslept_least_min AS unslept_least_min, sleep.times AS times, sleep.pacing_min AS pacing_min, sleep.lying_awake_min AS lying_awake_min, sleep.total_min AS total_min, sleep.quality AS quality, sleep.nap_min AS nap_min, sleep.note AS note, ledger.entry_id = sleep.id AND ledger.kind = 'sleep' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s}', substr(',"night_of":"' || sleep.night_of || '"', 2), strftime(',"bed":"%Y-%m-%dT%H:%M:%S', sleep.bed_utc_s + sleep.bed_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.bed_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.bed_offset_min) / 60, abs(sleep.bed_offset_min) % 60, sleep.zone), strftime(',"tried":"%Y-%m-%dT%H:%M:%S', sleep.tried_utc_s + sleep.tried_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.tried_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.tried_offset_min) / 60, abs(sleep.tried_offset_min) % 60, sleep.zone), strftime(',"wake":"%Y-%m-%dT%H:%M:%S', sleep.wake_utc_s + sleep.wake_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.wake_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.wake_offset_min) / 60, abs(sleep.wake_offset_min) % 60, sleep.zone), strftime(',"up":"%Y-%m-%dT%H:%M:%S', sleep.up_utc_s + sleep.up_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.up_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.up_offset_min) / 60, abs(sleep.up_offset_min) % 60, sleep.zone), strftime(',"planned":"%Y-%m-%dT%H:%M:%S', sleep.planned_utc_s + sleep.planned_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.planned_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.planned_offset_min) / 60, abs(sleep.planned_offset_min) % 60, sleep.zone), ',"latency_min":' || sleep.latency_min, ',"awake_min":' || sleep.awake_min, ',"awake_least_min":' || sleep.awake_least_min, ',"unslept_least_min":' || sleep.unslept_least_min, ',"times":' || sleep.times, ',"pacing_min":' || sleep.pacing_min, ',"lying_awake_min":' || sleep.lying_awake_min, ',"total_min":' || sleep.total_min, ',"quality":' || sleep.quality, ',"nap_min":' || sleep.nap_min, CASE WHEN (sleep.note IS NOT NULL) THEN ',"note":' || json_quote(sleep.note) END, CASE WHEN (sleep.recalled = 1) THEN ',"recalled":true' END) AND (sleep.zone IS NULL OR sleep.bed_utc_s IS NOT NULL OR sleep.tried_utc_s IS NOT NULL OR sleep.wake_utc_s IS NOT NULL OR sleep.up_utc_s IS NOT NULL OR sleep.planned_utc_s IS NOT NULL) AND (sleep.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = sleep.id AND ledger.kind = 'sleep' AS own, CASE WHEN (sleep.bed_utc_s IS NULL) THEN sleep.tried_utc_s IS NULL AND sleep.up_utc_s IS NULL AND sleep.pacing_min IS NULL AND (sleep.total_min IS NULL OR sleep.total_min <= 960) ELSE sleep.total_min IS NULL AND coalesce(sleep.tried_utc_s, sleep.bed_utc_s) >= sleep.bed_utc_s AND coalesce(sleep.tried_utc_s, sleep.bed_utc_s) <= sleep.wake_utc_s AND (coalesce(sleep.latency_min, 0) + coalesce(sleep.awake_min, sleep.awake_least_min, 0)) * 60 <= sleep.wake_utc_s - coalesce(sleep.tried_utc_s, sleep.bed_utc_s) AND coalesce(sleep.pacing_min, 0) * 60 <= sleep.wake_utc_s - coalesce(sleep.tried_utc_s, sleep.bed_utc_s) AND (sleep.awake_min IS NULL OR coalesce(sleep.pacing_min, 0) <= sleep.awake_min) AND coalesce(sleep.unslept_least_min, 0) * 60 <= sleep.wake_utc_s - sleep.bed_utc_s AND (sleep.up_utc_s IS NULL OR sleep.up_utc_s >= sleep.wake_utc_s AND coalesce(sleep.lying_awake_min, 0) * 60 <= sleep.up_utc_s - sleep.wake_utc_s) AND coalesce(sleep.up_utc_s, sleep.wake_utc_s + coalesce(sleep.lying_awake_min, 0) * 60) - sleep.bed_utc_s <= 960 * 60 END = 1 AND sleep.night_of >= '1990' AND sleep.night_of < '2200' AND (sleep.bed_utc_s IS NULL OR sleep.bed_utc_s BETWEEN 631238400 AND 7258032000 AND sleep.bed_offset_min BETWEEN -1439 AND 1439) AND (sleep.tried_utc_s IS NULL OR sleep.tried_utc_s BETWEEN 631238400 AND 7258032000 AND sleep.tried_offset_min BETWEEN -1439 AND 1439) AND (sleep.wake_utc_s IS NULL OR sleep.wake_utc_s BETWEEN 631238400 AND 7258032000 AND sleep.wake_offset_min BETWEEN -1439 AND 1439) AND (sleep.up_utc_s IS NULL OR sleep.up_utc_s BETWEEN 631238400 AND 7258032000 AND sleep.up_offset_min BETWEEN -1439 AND 1439) AND (sleep.planned_utc_s IS NULL OR sleep.planned_utc_s BETWEEN 631238400 AND 7258032000 AND sleep.planned_offset_min BETWEEN -1439 AND 1439) AND (sleep.zone IS NULL OR sleep.zone IN (SELECT zones.zone
FROM (SELECT DISTINCT sleep.zone AS zone
FROM sleep
 LIMIT -1 OFFSET 0) AS zones
WHERE length(zones.zone) <= 64 AND length(CAST(zones.zone AS BLOB)) = length(zones.zone) AND (zones.zone GLOB '[A-Za-z]*') AND (zones.zone NOT GLOB '*[^A-Za-z0-9_+/:-]*'))) AND (sleep.note IS NULL OR length(sleep.note) <= 10000 AND length(CAST(sleep.note AS BLOB)) = length(sleep.note) AND (sleep.note NOT GLOB '*[^ -~]*')) AS sound
FROM sleep LEFT OUTER JOIN ledger ON ledger.id = sleep.id) AS judged
WHERE (judged.sound = 1 AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: dose_unsettled
SELECT judged.id, judged.recalled, judged.night_of, judged.zone, judged.at_utc_s, judged.at_offset_min, judged.amount_mg, judged.product_id, judged.note, judged.amount_ug, judged.none_of, judged.helped, judged.agrees, judged.own, judged.sound
FROM (SELECT dose.id AS id, dose.recalled AS recalled, dose.night_of AS night_of, dose.zone AS zone, dose.at_utc_s AS at_utc_s, dose.at_offset_min AS at_offset_min, dose.amount_mg AS amount_mg, dose.product_id AS product_id, dose.note AS note, dose.amount_ug AS amount_ug, dose.none_of AS none_of, dose.helped AS helped, ledger.entry_id = dose.id AND ledger.kind = 'kratom' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s%s%s%s}', substr(',"night_of":"' || dose.night_of || '"', 2), ',"amount_mg":' || dose.amount_mg, strftime(',"at":"%Y-%m-%dT%H:%M:%S', dose.at_utc_s + dose.at_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (dose.at_offset_min < 0) THEN '-' ELSE '+' END, abs(dose.at_offset_min) / 60, abs(dose.at_offset_min) % 60, dose.zone), ',"product_id":' || dose.product_id, CASE WHEN (dose.note IS NOT NULL) THEN ',"note":' || json_quote(dose.note) END, ',"amount_ug":' || dose.amount_ug, CASE WHEN (dose.none_of IS NOT NULL) THEN ',"none_of":' || json_quote(dose.none_of) END, ',"helped":' || dose.helped, CASE WHEN (dose.recalled = 1) THEN ',"recalled":true' END) AND (dose.zone IS NULL OR dose.at_utc_s IS NOT NULL) AND (dose.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = dose.id AND ledger.kind = 'kratom' AS own, dose.none_of IS NULL AND dose.night_of >= '1990' AND dose.night_of < '2200' AND (dose.at_utc_s IS NULL OR dose.at_utc_s BETWEEN 631238400 AND 7258032000 AND dose.at_offset_min BETWEEN -1439 AND 1439) AND (dose.zone IS NULL OR dose.zone IN (SELECT zones.zone
FROM (SELECT DISTINCT dose.zone AS zone
FROM dose
 LIMIT -1 OFFSET 0) AS zones
WHERE length(zones.zone) <= 64 AND length(CAST(zones.zone AS BLOB)) = length(zones.zone) AND (zones.zone GLOB '[A-Za-z]*') AND (zones.zone NOT GLOB '*[^A-Za-z0-9_+/:-]*'))) AND (dose.note IS NULL OR length(dose.note) <= 10000 AND length(CAST(dose.note AS BLOB)) = length(dose.note) AND (dose.note NOT GLOB '*[^ -~]*')) AS sound
FROM dose LEFT OUTER JOIN ledger ON ledger.id = dose.id) AS judged
WHERE (judged.sound = 1 AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: magnesium_unsettled
SELECT judged.id, judged.recalled, judged.night_of, judged.zone, judged.at_utc_s, judged.at_offset_min, judged.elemental_mg, judged.basis, judged.form, judged.salt_mg, judged.topical, judged.helped, judged.note, judged.agrees, judged.own, judged.sound
FROM (SELECT magnesium.id AS id, magnesium.recalled AS recalled, magnesium.night_of AS night_of, magnesium.zone AS zone, magnesium.at_utc_s AS at_utc_s, magnesium.at_offset_min AS at_offset_min, magnesium.elemental_mg AS elemental_mg, magnesium.basis AS basis, magnesium.form AS form, magnesium.salt_mg AS salt_mg, magnesium.topical AS topical, magnesium.helped AS helped, magnesium.note AS note, ledger.entry_id = magnesium.id AND ledger.kind = 'magnesium' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s%s%s%s%s}', substr(',"night_of":"' || magnesium.night_of || '"', 2), strftime(',"at":"%Y-%m-%dT%H:%M:%S', magnesium.at_utc_s + magnesium.at_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (magnesium.at_offset_min < 0) THEN '-' ELSE '+' END, abs(magnesium.at_offset_min) / 60, abs(magnesium.at_offset_min) % 60, magnesium.zone), ',"elemental_mg":' || magnesium.elemental_mg, ',"basis":' || json_quote(magnesium.basis), CASE WHEN (magnesium.form IS NOT NULL) THEN ',"form":' || json_quote(magnesium.form) END, ',"salt_mg":' || magnesium.salt_mg, ',"topical":' || CASE WHEN (magnesium.topical = 1) THEN 'true' ELSE 'false' END, ',"helped":' || magnesium.helped, CASE WHEN (magnesium.note IS NOT NULL) THEN ',"note":' || json_quote(magnesium.note) END, CASE WHEN (magnesium.recalled = 1) THEN ',"recalled":true' END) AND (magnesium.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = magnesium.id AND ledger.kind = 'magnesium' AS own, magnesium.salt_mg IS NULL AND (magnesium.form IS NULL OR magnesium.form IN ('oxide', 'hydroxide', 'carbonate', 'chloride', 'chloride-hexahydrate', 'sulfate', 'sulfate-heptahydrate', 'citrate', 'citrate-nonahydrate', 'hydrogen-citrate', 'malate', 'glycinate', 'glycinate-dihydrate', 'lactate', 'lactate-dihydrate', 'taurate', 'threonate', 'gluconate')) AND magnesium.night_of >= '1990' AND magnesium.night_of < '2200' AND magnesium.at_utc_s BETWEEN 631238400 AND 7258032000 AND magnesium.at_offset_min BETWEEN -1439 AND 1439 AND (magnesium.zone IS NULL OR magnesium.zone IN (SELECT zones.zone
FROM (SELECT DISTINCT magnesium.zone AS zone
FROM magnesium
 LIMIT -1 OFFSET 0) AS zones
WHERE length(zones.zone) <= 64 AND length(CAST(zones.zone AS BLOB)) = length(zones.zone) AND (zones.zone GLOB '[A-Za-z]*') AND (zones.zone NOT GLOB '*[^A-Za-z0-9_+/:-]*'))) AND (magnesium.note IS NULL OR length(magnesium.note) <= 10000 AND length(CAST(magnesium.note AS BLOB)) = length(magnesium.note) AND (magnesium.note NOT GLOB '*[^ -~]*')) AS sound
FROM magnesium LEFT OUTER JOIN ledger ON ledger.id = magnesium.id) AS judged
WHERE (judged.sound = 1 AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: product_unsettled
SELECT judged.id, judged.name, judged.product_kind, judged.capsule_mg, judged.mitragynine_low_ug, judged.mitragynine_high_ug, judged.weight_mg, judged.opened_on, judged.capsule_ug, judged.weight_ug, judged.agrees, judged.own, judged.sound
FROM (SELECT product.id AS id, product.name AS name, product.product_kind AS product_kind, product.capsule_mg AS capsule_mg, product.mitragynine_low_ug AS mitragynine_low_ug, product.mitragynine_high_ug AS mitragynine_high_ug, product.weight_mg AS weight_mg, product.opened_on AS opened_on, product.capsule_ug AS capsule_ug, product.weight_ug AS weight_ug, ledger.entry_id = product.id AND ledger.kind = 'product' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s%s%s%s}', substr(',"name":' || json_quote(product.name), 2), ',"product_kind":' || json_quote(product.product_kind), ',"capsule_mg":' || product.capsule_mg, ',"mitragynine_low_ug":' || product.mitragynine_low_ug, ',"mitragynine_high_ug":' || product.mitragynine_high_ug, ',"weight_mg":' || product.weight_mg, ',"opened_on":"' || product.opened_on || '"', ',"capsule_ug":' || product.capsule_ug, ',"weight_ug":' || product.weight_ug) AND (product.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = product.id AND ledger.kind = 'product' AS own, 0 AS sound
FROM product LEFT OUTER JOIN ledger ON ledger.id = product.id) AS judged
WHERE (judged.sound AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: factor_unsettled
SELECT judged.id, judged.recalled, judged.night_of, judged.zone, judged.at_utc_s, judged.at_offset_min, judged.name, judged.amount, judged.helped, judged.note, judged.agrees, judged.own, judged.sound
FROM (SELECT factor.id AS id, factor.recalled AS recalled, factor.night_of AS night_of, factor.zone AS zone, factor.at_utc_s AS at_utc_s, factor.at_offset_min AS at_offset_min, factor.name AS name, factor.amount AS amount, factor.helped AS helped, factor.note AS note, ledger.entry_id = factor.id AND ledger.kind = 'factor' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s%s}', substr(',"night_of":"' || factor.night_of || '"', 2), ',"name":' || json_quote(factor.name), strftime(',"at":"%Y-%m-%dT%H:%M:%S', factor.at_utc_s + factor.at_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (factor.at_offset_min < 0) THEN '-' ELSE '+' END, abs(factor.at_offset_min) / 60, abs(factor.at_offset_min) % 60, factor.zone), CASE WHEN (factor.amount IS NOT NULL) THEN ',"amount":' || json_quote(factor.amount) END, ',"helped":' || factor.helped, CASE WHEN (factor.note IS NOT NULL) THEN ',"note":' || json_quote(factor.note) END, CASE WHEN (factor.recalled = 1) THEN ',"recalled":true' END) AND (factor.zone IS NULL OR factor.at_utc_s IS NOT NULL) AND (factor.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = factor.id AND ledger.kind = 'factor' AS own, factor.name != '' AND length(factor.name) <= 60 AND length(CAST(factor.name AS BLOB)) = length(factor.name) AND (factor.name NOT GLOB '*[^ -~]*') AND trim(factor.name) = factor.name AND instr(factor.name, '  ') = 0 AND (factor.amount IS NULL OR length(factor.amount) <= 200 AND length(CAST(factor.amount AS BLOB)) = length(factor.amount) AND (factor.amount NOT GLOB '*[^ -~]*')) AND factor.night_of >= '1990' AND factor.night_of < '2200' AND (factor.at_utc_s IS NULL OR factor.at_utc_s BETWEEN 631238400 AND 7258032000 AND factor.at_offset_min BETWEEN -1439 AND 1439) AND (factor.zone IS NULL OR factor.zone IN (SELECT zones.zone
FROM (SELECT DISTINCT factor.zone AS zone
FROM factor
 LIMIT -1 OFFSET 0) AS zones
WHERE length(zones.zone) <= 64 AND length(CAST(zones.zone AS BLOB)) = length(zones.zone) AND (zones.zone GLOB '[A-Za-z]*') AND (zones.zone NOT GLOB '*[^A-Za-z0-9_+/:-]*'))) AND (factor.note IS NULL OR length(factor.note) <= 10000 AND length(CAST(factor.note AS BLOB)) = length(factor.note) AND (factor.note NOT GLOB '*[^ -~]*')) AS sound
FROM factor LEFT OUTER JOIN ledger ON ledger.id = factor.id) AS judged
WHERE (judged.sound = 1 AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: symptom_unsettled
SELECT judged.id, judged.recalled, judged.night_of, judged.name, judged.grade, judged.note, judged.agrees, judged.own, judged.sound
FROM (SELECT symptom.id AS id, symptom.recalled AS recalled, symptom.night_of AS night_of, symptom.name AS name, symptom.grade AS grade, symptom.note AS note, ledger.entry_id = symptom.id AND ledger.kind = 'symptom' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s}', substr(',"night_of":"' || symptom.night_of || '"', 2), ',"name":' || json_quote(symptom.name), ',"grade":' || symptom.grade, CASE WHEN (symptom.note IS NOT NULL) THEN ',"note":' || json_quote(symptom.note) END, CASE WHEN (symptom.recalled = 1) THEN ',"recalled":true' END) AND (symptom.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = symptom.id AND ledger.kind = 'symptom' AS own, symptom.name != '' AND length(symptom.name) <= 60 AND length(CAST(symptom.name AS BLOB)) = length(symptom.name) AND (symptom.name NOT GLOB '*[^ -~]*') AND trim(symptom.name) = symptom.name AND instr(symptom.name, '  ') = 0 AND symptom.night_of >= '1990' AND symptom.night_of < '2200' AND (symptom.note IS NULL OR length(symptom.note) <= 10000 AND length(CAST(symptom.note AS BLOB)) = length(symptom.note) AND (symptom.note NOT GLOB '*[^ -~]*')) AS sound
FROM symptom LEFT OUTER JOIN ledger ON ledger.id = symptom.id) AS judged
WHERE (judged.sound = 1 AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: medicine_unsettled
SELECT judged.id, judged.recalled, judged.night_of, judged.zone, judged.at_utc_s, judged.at_offset_min, judged.name, judged.amount, judged.helped, judged.note, judged.agrees, judged.own, judged.sound
FROM (SELECT medicine.id AS id, medicine.recalled AS recalled, medicine.night_of AS night_of, medicine.zone AS zone, medicine.at_utc_s AS at_utc_s, medicine.at_offset_min AS at_offset_min, medicine.name AS name, medicine.amount AS amount, medicine.helped AS helped, medicine.note AS note, ledger.entry_id = medicine.id AND ledger.kind = 'medicine' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s%s}', substr(',"night_of":"' || medicine.night_of || '"', 2), strftime(',"at":"%Y-%m-%dT%H:%M:%S', medicine.at_utc_s + medicine.at_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (medicine.at_offset_min < 0) THEN '-' ELSE '+' END, abs(medicine.at_offset_min) / 60, abs(medicine.at_offset_min) % 60, medicine.zone), ',"name":' || json_quote(medicine.name), ',"amount":' || json_quote(medicine.amount), ',"helped":' || medicine.helped, CASE WHEN (medicine.note IS NOT NULL) THEN ',"note":' || json_quote(medicine.note) END, CASE WHEN (medicine.recalled = 1) THEN ',"recalled":true' END) AND (medicine.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = medicine.id AND ledger.kind = 'medicine' AS own, medicine.name != '' AND length(medicine.name) <= 60 AND length(CAST(medicine.name AS BLOB)) = length(medicine.name) AND (medicine.name NOT GLOB '*[^ -~]*') AND trim(medicine.name) = medicine.name AND instr(medicine.name, '  ') = 0 AND length(medicine.amount) <= 200 AND length(CAST(medicine.amount AS BLOB)) = length(medicine.amount) AND (medicine.amount NOT GLOB '*[^ -~]*') AND medicine.night_of >= '1990' AND medicine.night_of < '2200' AND medicine.at_utc_s BETWEEN 631238400 AND 7258032000 AND medicine.at_offset_min BETWEEN -1439 AND 1439 AND (medicine.zone IS NULL OR medicine.zone IN (SELECT zones.zone
FROM (SELECT DISTINCT medicine.zone AS zone
FROM medicine
 LIMIT -1 OFFSET 0) AS zones
WHERE length(zones.zone) <= 64 AND length(CAST(zones.zone AS BLOB)) = length(zones.zone) AND (zones.zone GLOB '[A-Za-z]*') AND (zones.zone NOT GLOB '*[^A-Za-z0-9_+/:-]*'))) AND (medicine.note IS NULL OR length(medicine.note) <= 10000 AND length(CAST(medicine.note AS BLOB)) = length(medicine.note) AND (medicine.note NOT GLOB '*[^ -~]*')) AS sound
FROM medicine LEFT OUTER JOIN ledger ON ledger.id = medicine.id) AS judged
WHERE (judged.sound = 1 AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: measure_unsettled
SELECT judged.id, judged.taken_on, judged.name, judged.value_milli, judged.unit, judged."by", judged.conditions, judged.agrees, judged.own, judged.sound
FROM (SELECT measure.id AS id, measure.taken_on AS taken_on, measure.name AS name, measure.value_milli AS value_milli, measure.unit AS unit, measure."by" AS "by", measure.conditions AS conditions, ledger.entry_id = measure.id AND ledger.kind = 'measure' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s}', substr(',"taken_on":"' || measure.taken_on || '"', 2), ',"name":' || json_quote(measure.name), ',"value_milli":' || measure.value_milli, ',"unit":' || json_quote(measure.unit), CASE WHEN (measure."by" IS NOT NULL) THEN ',"by":' || json_quote(measure."by") END, CASE WHEN (measure.conditions IS NOT NULL) THEN ',"conditions":' || '[' || replace(json_quote(measure.conditions), ',', '","') || ']' END) AND (measure.conditions IS NULL OR measure.conditions != '') AND (measure.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = measure.id AND ledger.kind = 'measure' AS own, 0 AS sound
FROM measure LEFT OUTER JOIN ledger ON ledger.id = measure.id) AS judged
WHERE (judged.sound AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: trial_unsettled
SELECT judged.id, judged.began_on, judged.name, judged.pairs, judged.score, judged.draws, judged.did, judged.looks, judged.agrees, judged.own, judged.sound
FROM (SELECT trial.id AS id, trial.began_on AS began_on, trial.name AS name, trial.pairs AS pairs, trial.score AS score, trial.draws AS draws, trial.did AS did, trial.looks AS looks, ledger.entry_id = trial.id AND ledger.kind = 'trial' AND ledger.action = 'add' AND ledger.old IS NULL AND ledger.undoes IS NULL AND ledger.new = printf('{%s%s%s%s%s%s%s}', substr(',"began_on":"' || trial.began_on || '"', 2), ',"name":' || json_quote(trial.name), ',"pairs":' || trial.pairs, ',"score":' || json_quote(trial.score), CASE WHEN (trial.draws IS NOT NULL) THEN ',"draws":' || '[' || replace(json_quote(trial.draws), ',', '","') || ']' END, CASE WHEN (trial.did IS NOT NULL) THEN ',"did":' || '[' || replace(json_quote(trial.did), ',', '","') || ']' END, ',"looks":' || trial.looks) AND (trial.draws IS NULL OR trial.draws != '') AND (trial.did IS NULL OR trial.did != '') AND (trial.id NOT IN (SELECT DISTINCT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) AS agrees, ledger.entry_id = trial.id AND ledger.kind = 'trial' AS own, 0 AS sound
FROM trial LEFT OUTER JOIN ledger ON ledger.id = trial.id) AS judged
WHERE (judged.sound AND judged.agrees = 1) IS NOT 1 ORDER BY judged.id

-- name: night_words
SELECT DISTINCT coalesce(night.body_parts, '') || ';' || coalesce(night.sensations, '') AS words
FROM night
WHERE night.body_parts IS NOT NULL OR night.sensations IS NOT NULL
 LIMIT 1000 OFFSET 0

-- name: loose_count
SELECT (SELECT count(*) AS count_1
FROM sync_line
WHERE sync_line.about_id IS NOT NULL AND (sync_line.about_id NOT IN (SELECT sync_entry.id
FROM sync_entry))) + (SELECT count(*) AS count_2
FROM sync_line
WHERE sync_line.device_id IS NOT NULL AND (sync_line.device_id NOT IN (SELECT device.id
FROM device))) + (SELECT count(*) AS count_3
FROM sync_entry
WHERE sync_entry.device_id IS NOT NULL AND (sync_entry.device_id NOT IN (SELECT device.id
FROM device))) + (SELECT count(*) AS count_4
FROM sync_key
WHERE sync_key.about_id IS NOT NULL AND (sync_key.about_id NOT IN (SELECT sync_entry.id
FROM sync_entry))) + (SELECT count(*) AS count_5
FROM sync_open
WHERE sync_open.about_id IS NOT NULL AND (sync_open.about_id NOT IN (SELECT sync_entry.id
FROM sync_entry))) + (SELECT count(*) AS count_6
FROM dose
WHERE dose.product_id IS NOT NULL AND (dose.product_id NOT IN (SELECT product.id
FROM product))) + (SELECT count(*) AS count_7
FROM taper_step
WHERE taper_step.plan_id IS NOT NULL AND (taper_step.plan_id NOT IN (SELECT "plan".id
FROM "plan"))) + (SELECT count(*) AS count_8
FROM hold
WHERE hold.plan_id IS NOT NULL AND (hold.plan_id NOT IN (SELECT "plan".id
FROM "plan"))) AS loose

-- name: ledger_ends
SELECT count(*) AS lines, min(ledger.id) AS first, max(ledger.id) AS last, (SELECT count(*) AS count_1
FROM ledger
WHERE ledger.entry_id = ledger.id) AS added, (SELECT count(*) AS count_2
FROM ledger LEFT OUTER JOIN ledger AS "before" ON "before".id = ledger.id - 1
WHERE ledger.change_id != ledger.id AND "before".change_id IS NOT ledger.change_id) AS astray, (SELECT count(*) AS count_3
FROM ledger
WHERE NOT (ledger.made_utc_ms BETWEEN 0 AND 253370764800000 AND ledger.made_offset_min BETWEEN -1439 AND 1439)) AS misdated
FROM ledger

-- name: ledger_further
SELECT DISTINCT ledger.entry_id
FROM ledger
WHERE ledger.entry_id != ledger.id ORDER BY ledger.entry_id

-- name: ledger_undone_changes
SELECT ledger.change_id, sum(CAST(ledger.action != 'undo' AS INTEGER)) AS sum_1
FROM ledger
WHERE ledger.change_id IN (SELECT undo.undoes
FROM ledger AS undo
WHERE undo.undoes IS NOT NULL) GROUP BY ledger.change_id

-- name: night_export
SELECT night.id, CASE WHEN ((concentration BETWEEN 0 AND 10) IS NOT 0 AND (day_active BETWEEN 0 AND 10) IS NOT 0 AND (day_resting BETWEEN 0 AND 10) IS NOT 0 AND (falling_asleep BETWEEN 0 AND 10) IS NOT 0 AND (missed IN ('asleep', 'away', 'forgot', 'other')) IS NOT 0 AND (mood BETWEEN 0 AND 10) IS NOT 0 AND (night_of IS date(night_of, '+0 days')) IS NOT 0 AND (onset_min BETWEEN 0 AND 1439) IS NOT 0 AND (overnight BETWEEN 0 AND 10) IS NOT 0 AND (recalled IN (0, 1)) IS NOT 0 AND (severity IS NULL OR missed IS NULL) IS NOT 0 AND (severity BETWEEN 0 AND 10) IS NOT 0 AND (sitting BETWEEN 0 AND 10) IS NOT 0 AND night.id IS NOT NULL AND night.recalled IS NOT NULL AND night.night_of >= '1990' AND night.night_of < '2200' AND (night.body_parts IS NULL OR night.body_parts IN (SELECT anon_1.value
FROM json_each(:known_body_parts) AS anon_1)) AND (night.sensations IS NULL OR night.sensations IN (SELECT anon_2.value
FROM json_each(:known_sensations) AS anon_2)) AND (night.note IS NULL OR length(night.note) <= 10000 AND instr(night.note, char(0)) = 0 AND (night.note NOT GLOB ('*[^ -~' || char(9, 10, 160) || '-' || char(55295, 57344) || '-' || char(1114111) || ']*')))) THEN '{"id":' || night.id || ',"kind":"night"' || ',"night_of":"' || night.night_of || '"' || coalesce(',"severity":' || night.severity, '') || coalesce(CASE WHEN (night.missed IS NOT NULL) THEN ',"missed":' || json_quote(night.missed) END, '') || coalesce(',"falling_asleep":' || night.falling_asleep, '') || coalesce(',"overnight":' || night.overnight, '') || coalesce(',"day_resting":' || night.day_resting, '') || coalesce(',"day_active":' || night.day_active, '') || coalesce(',"onset_min":' || night.onset_min, '') || coalesce(CASE WHEN (night.body_parts IS NOT NULL) THEN ',"body_parts":' || '[' || replace(json_quote(night.body_parts), ',', '","') || ']' END, '') || coalesce(CASE WHEN (night.sensations IS NOT NULL) THEN ',"sensations":' || '[' || replace(json_quote(night.sensations), ',', '","') || ']' END, '') || coalesce(CASE WHEN (night.note IS NOT NULL) THEN ',"note":' || json_quote(night.note) END, '') || coalesce(',"sitting":' || night.sitting, '') || coalesce(',"mood":' || night.mood, '') || coalesce(',"concentration":' || night.concentration, '') || CASE WHEN (night.recalled = 1) THEN ',"recalled":true}' ELSE '}' END END AS line
FROM night
WHERE night.id >= :first AND night.id < :before ORDER BY night.id

-- name: sleep_export
SELECT sleep.id, CASE WHEN ((awake_least_min IS NULL OR (awake_least_min BETWEEN 1 AND 1440 AND awake_min IS NULL AND bed_utc_s IS NOT NULL)) IS NOT 0 AND (awake_min BETWEEN 0 AND 1440) IS NOT 0 AND (bed_utc_s < wake_utc_s) IS NOT 0 AND ((bed_utc_s IS NULL) = (bed_offset_min IS NULL) AND (bed_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND ((bed_utc_s IS NULL) = (wake_utc_s IS NULL)) IS NOT 0 AND (latency_min BETWEEN 0 AND 1440) IS NOT 0 AND (lying_awake_min BETWEEN 0 AND 1440) IS NOT 0 AND (nap_min BETWEEN 0 AND 1440) IS NOT 0 AND (night_of IS date(night_of, '+0 days')) IS NOT 0 AND (pacing_min BETWEEN 0 AND 1440) IS NOT 0 AND ((planned_utc_s IS NULL) = (planned_offset_min IS NULL) AND (planned_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND (quality BETWEEN 1 AND 5) IS NOT 0 AND (recalled IN (0, 1)) IS NOT 0 AND (times BETWEEN 0 AND 99) IS NOT 0 AND (total_min BETWEEN 0 AND 1440) IS NOT 0 AND ((tried_utc_s IS NULL) = (tried_offset_min IS NULL) AND (tried_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND (unslept_least_min IS NULL OR (unslept_least_min BETWEEN 1 AND 1440 AND awake_min IS NULL AND bed_utc_s IS NOT NULL)) IS NOT 0 AND ((up_utc_s IS NULL) = (up_offset_min IS NULL) AND (up_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND ((wake_utc_s IS NULL) = (wake_offset_min IS NULL) AND (wake_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND sleep.id IS NOT NULL AND sleep.recalled IS NOT NULL AND sleep.night_of >= '1990' AND sleep.night_of < '2200' AND (sleep.bed_utc_s IS NULL OR sleep.bed_offset_min BETWEEN -1439 AND 1439 AND sleep.bed_utc_s + sleep.bed_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (sleep.tried_utc_s IS NULL OR sleep.tried_offset_min BETWEEN -1439 AND 1439 AND sleep.tried_utc_s + sleep.tried_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (sleep.wake_utc_s IS NULL OR sleep.wake_offset_min BETWEEN -1439 AND 1439 AND sleep.wake_utc_s + sleep.wake_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (sleep.up_utc_s IS NULL OR sleep.up_offset_min BETWEEN -1439 AND 1439 AND sleep.up_utc_s + sleep.up_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (sleep.planned_utc_s IS NULL OR sleep.planned_offset_min BETWEEN -1439 AND 1439 AND sleep.planned_utc_s + sleep.planned_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (sleep.zone IS NULL OR sleep.bed_utc_s IS NOT NULL OR sleep.tried_utc_s IS NOT NULL OR sleep.wake_utc_s IS NOT NULL OR sleep.up_utc_s IS NOT NULL OR sleep.planned_utc_s IS NOT NULL) AND (sleep.zone IS NULL OR sleep.zone IN (SELECT anon_1.value
FROM json_each(:known_zone) AS anon_1)) AND (sleep.note IS NULL OR length(sleep.note) <= 10000 AND instr(sleep.note, char(0)) = 0 AND (sleep.note NOT GLOB ('*[^ -~' || char(9, 10, 160) || '-' || char(55295, 57344) || '-' || char(1114111) || ']*'))) AND CASE WHEN (sleep.bed_utc_s IS NULL) THEN sleep.tried_utc_s IS NULL AND sleep.wake_utc_s IS NULL AND sleep.up_utc_s IS NULL AND sleep.pacing_min IS NULL AND (sleep.total_min IS NULL OR sleep.total_min <= 960) ELSE sleep.total_min IS NULL AND sleep.bed_utc_s <= coalesce(sleep.tried_utc_s, sleep.bed_utc_s) AND coalesce(sleep.tried_utc_s, sleep.bed_utc_s) <= sleep.wake_utc_s AND sleep.wake_utc_s <= coalesce(sleep.up_utc_s, sleep.wake_utc_s + coalesce(sleep.lying_awake_min, 0) * 60) AND coalesce(sleep.latency_min, 0) + coalesce(sleep.awake_min, sleep.awake_least_min, 0) <= (sleep.wake_utc_s - coalesce(sleep.tried_utc_s, sleep.bed_utc_s)) / 60 AND coalesce(sleep.unslept_least_min, 0) <= (sleep.wake_utc_s - sleep.bed_utc_s) / 60 AND coalesce(sleep.pacing_min, 0) <= coalesce(sleep.awake_min, (sleep.wake_utc_s - coalesce(sleep.tried_utc_s, sleep.bed_utc_s)) / 60) AND coalesce(sleep.pacing_min, 0) <= (sleep.wake_utc_s - coalesce(sleep.tried_utc_s, sleep.bed_utc_s)) / 60 AND (sleep.up_utc_s IS NULL OR coalesce(sleep.lying_awake_min, 0) <= (coalesce(sleep.up_utc_s, sleep.wake_utc_s + coalesce(sleep.lying_awake_min, 0) * 60) - sleep.wake_utc_s) / 60) AND (coalesce(sleep.up_utc_s, sleep.wake_utc_s + coalesce(sleep.lying_awake_min, 0) * 60) - sleep.bed_utc_s) / 60 <= 960 END = 1) THEN '{"id":' || sleep.id || ',"kind":"sleep"' || ',"night_of":"' || sleep.night_of || '"' || coalesce(',"bed":"' || strftime('%Y-%m-%dT%H:%M:%S', sleep.bed_utc_s + sleep.bed_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.bed_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.bed_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']"', '') || coalesce(',"tried":"' || strftime('%Y-%m-%dT%H:%M:%S', sleep.tried_utc_s + sleep.tried_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.tried_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.tried_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']"', '') || coalesce(',"wake":"' || strftime('%Y-%m-%dT%H:%M:%S', sleep.wake_utc_s + sleep.wake_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.wake_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.wake_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']"', '') || coalesce(',"up":"' || strftime('%Y-%m-%dT%H:%M:%S', sleep.up_utc_s + sleep.up_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.up_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.up_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']"', '') || coalesce(',"planned":"' || strftime('%Y-%m-%dT%H:%M:%S', sleep.planned_utc_s + sleep.planned_offset_min * 60, 'unixepoch') || CASE WHEN (sleep.planned_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(sleep.planned_offset_min) * 60, 'unixepoch') || '[' || sleep.zone || ']"', '') || coalesce(',"latency_min":' || sleep.latency_min, '') || coalesce(',"awake_min":' || sleep.awake_min, '') || coalesce(',"awake_least_min":' || sleep.awake_least_min, '') || coalesce(',"unslept_least_min":' || sleep.unslept_least_min, '') || coalesce(',"times":' || sleep.times, '') || coalesce(',"pacing_min":' || sleep.pacing_min, '') || coalesce(',"lying_awake_min":' || sleep.lying_awake_min, '') || coalesce(',"total_min":' || sleep.total_min, '') || coalesce(',"quality":' || sleep.quality, '') || coalesce(',"nap_min":' || sleep.nap_min, '') || coalesce(CASE WHEN (sleep.note IS NOT NULL) THEN ',"note":' || json_quote(sleep.note) END, '') || CASE WHEN (sleep.recalled = 1) THEN ',"recalled":true}' ELSE '}' END END AS line
FROM sleep
WHERE sleep.id >= :first AND sleep.id < :before ORDER BY sleep.id

-- name: dose_export
SELECT dose.id, CASE WHEN (((amount_mg IS NULL) <> (amount_ug IS NULL)) IS NOT 0 AND (amount_mg BETWEEN 0 AND 200000) IS NOT 0 AND (amount_ug BETWEEN 1 AND 200000000) IS NOT 0 AND ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND (helped IS NULL OR (helped BETWEEN 0 AND 3 AND at_utc_s IS NOT NULL)) IS NOT 0 AND (night_of IS date(night_of, '+0 days')) IS NOT 0 AND (none_of IS NULL OR (none_of NOT IN ('', 'leaf') AND amount_mg IS NOT NULL AND amount_mg = 0)) IS NOT 0 AND ((amount_mg IS NOT NULL AND amount_mg = 0) = (at_utc_s IS NULL)) IS NOT 0 AND (recalled IN (0, 1)) IS NOT 0 AND dose.id IS NOT NULL AND dose.recalled IS NOT NULL AND dose.night_of >= '1990' AND dose.night_of < '2200' AND (dose.at_utc_s IS NULL OR dose.at_offset_min BETWEEN -1439 AND 1439 AND dose.at_utc_s + dose.at_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (dose.zone IS NULL OR dose.at_utc_s IS NOT NULL) AND (dose.zone IS NULL OR dose.zone IN (SELECT anon_1.value
FROM json_each(:known_zone) AS anon_1)) AND (dose.note IS NULL OR length(dose.note) <= 10000 AND instr(dose.note, char(0)) = 0 AND (dose.note NOT GLOB ('*[^ -~' || char(9, 10, 160) || '-' || char(55295, 57344) || '-' || char(1114111) || ']*'))) AND dose.none_of IS NULL) THEN '{"id":' || dose.id || ',"kind":"kratom"' || ',"night_of":"' || dose.night_of || '"' || coalesce(',"amount_mg":' || dose.amount_mg, '') || coalesce(',"at":"' || strftime('%Y-%m-%dT%H:%M:%S', dose.at_utc_s + dose.at_offset_min * 60, 'unixepoch') || CASE WHEN (dose.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(dose.at_offset_min) * 60, 'unixepoch') || '[' || dose.zone || ']"', '') || coalesce(',"product_id":' || dose.product_id, '') || coalesce(CASE WHEN (dose.note IS NOT NULL) THEN ',"note":' || json_quote(dose.note) END, '') || coalesce(',"amount_ug":' || dose.amount_ug, '') || coalesce(CASE WHEN (dose.none_of IS NOT NULL) THEN ',"none_of":' || json_quote(dose.none_of) END, '') || coalesce(',"helped":' || dose.helped, '') || CASE WHEN (dose.recalled = 1) THEN ',"recalled":true}' ELSE '}' END END AS line
FROM dose
WHERE dose.id >= :first AND dose.id < :before ORDER BY dose.id

-- name: magnesium_export
SELECT magnesium.id, CASE WHEN (((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND (basis IN ('label_elemental', 'computed_from_salt')) IS NOT 0 AND (elemental_mg BETWEEN 1 AND 5000) IS NOT 0 AND (helped BETWEEN 0 AND 3) IS NOT 0 AND (night_of IS date(night_of, '+0 days')) IS NOT 0 AND (recalled IN (0, 1)) IS NOT 0 AND ((basis = 'computed_from_salt') = (salt_mg IS NOT NULL)) IS NOT 0 AND (salt_mg IS NULL OR form IS NOT NULL) IS NOT 0 AND (topical IN (0, 1)) IS NOT 0 AND magnesium.id IS NOT NULL AND magnesium.recalled IS NOT NULL AND magnesium.at_utc_s IS NOT NULL AND magnesium.at_offset_min IS NOT NULL AND magnesium.elemental_mg IS NOT NULL AND magnesium.topical IS NOT NULL AND magnesium.night_of >= '1990' AND magnesium.night_of < '2200' AND (magnesium.at_utc_s IS NULL OR magnesium.at_offset_min BETWEEN -1439 AND 1439 AND magnesium.at_utc_s + magnesium.at_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (magnesium.zone IS NULL OR magnesium.at_utc_s IS NOT NULL) AND magnesium.zone IN (SELECT anon_1.value
FROM json_each(:known_zone) AS anon_1) AND (magnesium.form IS NULL OR magnesium.form IN (SELECT anon_2.value
FROM json_each(:known_form) AS anon_2)) AND (magnesium.note IS NULL OR length(magnesium.note) <= 10000 AND instr(magnesium.note, char(0)) = 0 AND (magnesium.note NOT GLOB ('*[^ -~' || char(9, 10, 160) || '-' || char(55295, 57344) || '-' || char(1114111) || ']*'))) AND magnesium.elemental_mg <= 5000 AND (magnesium.salt_mg IS NULL OR magnesium.salt_mg BETWEEN 1 AND 2147483648)) THEN '{"id":' || magnesium.id || ',"kind":"magnesium"' || ',"night_of":"' || magnesium.night_of || '"' || ',"at":"' || strftime('%Y-%m-%dT%H:%M:%S', magnesium.at_utc_s + magnesium.at_offset_min * 60, 'unixepoch') || CASE WHEN (magnesium.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(magnesium.at_offset_min) * 60, 'unixepoch') || '[' || magnesium.zone || ']"' || ',"elemental_mg":' || magnesium.elemental_mg || CASE WHEN (magnesium.basis IS NOT NULL) THEN ',"basis":' || json_quote(magnesium.basis) END || coalesce(CASE WHEN (magnesium.form IS NOT NULL) THEN ',"form":' || json_quote(magnesium.form) END, '') || coalesce(',"salt_mg":' || magnesium.salt_mg, '') || CASE WHEN (magnesium.topical = 0) THEN ',"topical":false' ELSE ',"topical":true' END || coalesce(',"helped":' || magnesium.helped, '') || coalesce(CASE WHEN (magnesium.note IS NOT NULL) THEN ',"note":' || json_quote(magnesium.note) END, '') || CASE WHEN (magnesium.recalled = 1) THEN ',"recalled":true}' ELSE '}' END END AS line
FROM magnesium
WHERE magnesium.id >= :first AND magnesium.id < :before ORDER BY magnesium.id

-- name: product_export
SELECT product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug
FROM product
WHERE product.id >= :first AND product.id < :before ORDER BY product.id

-- name: factor_export
SELECT factor.id, CASE WHEN (((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND (helped BETWEEN 0 AND 3) IS NOT 0 AND (name <> '') IS NOT 0 AND (night_of IS date(night_of, '+0 days')) IS NOT 0 AND (recalled IN (0, 1)) IS NOT 0 AND factor.id IS NOT NULL AND factor.recalled IS NOT NULL AND factor.night_of >= '1990' AND factor.night_of < '2200' AND (factor.at_utc_s IS NULL OR factor.at_offset_min BETWEEN -1439 AND 1439 AND factor.at_utc_s + factor.at_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (factor.zone IS NULL OR factor.at_utc_s IS NOT NULL) AND (factor.zone IS NULL OR factor.zone IN (SELECT anon_1.value
FROM json_each(:known_zone) AS anon_1)) AND factor.name IN (SELECT anon_2.value
FROM json_each(:known_name) AS anon_2) AND (factor.amount IS NULL OR factor.amount IN (SELECT anon_3.value
FROM json_each(:known_amount) AS anon_3)) AND (factor.note IS NULL OR length(factor.note) <= 10000 AND instr(factor.note, char(0)) = 0 AND (factor.note NOT GLOB ('*[^ -~' || char(9, 10, 160) || '-' || char(55295, 57344) || '-' || char(1114111) || ']*')))) THEN '{"id":' || factor.id || ',"kind":"factor"' || ',"night_of":"' || factor.night_of || '"' || CASE WHEN (factor.name IS NOT NULL) THEN ',"name":' || json_quote(factor.name) END || coalesce(',"at":"' || strftime('%Y-%m-%dT%H:%M:%S', factor.at_utc_s + factor.at_offset_min * 60, 'unixepoch') || CASE WHEN (factor.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(factor.at_offset_min) * 60, 'unixepoch') || '[' || factor.zone || ']"', '') || coalesce(CASE WHEN (factor.amount IS NOT NULL) THEN ',"amount":' || json_quote(factor.amount) END, '') || coalesce(',"helped":' || factor.helped, '') || coalesce(CASE WHEN (factor.note IS NOT NULL) THEN ',"note":' || json_quote(factor.note) END, '') || CASE WHEN (factor.recalled = 1) THEN ',"recalled":true}' ELSE '}' END END AS line
FROM factor
WHERE factor.id >= :first AND factor.id < :before ORDER BY factor.id

-- name: symptom_export
SELECT symptom.id, CASE WHEN ((grade BETWEEN 0 AND 3) IS NOT 0 AND (name <> '') IS NOT 0 AND (night_of IS date(night_of, '+0 days')) IS NOT 0 AND (recalled IN (0, 1)) IS NOT 0 AND symptom.id IS NOT NULL AND symptom.recalled IS NOT NULL AND symptom.grade IS NOT NULL AND symptom.night_of >= '1990' AND symptom.night_of < '2200' AND symptom.name IN (SELECT anon_1.value
FROM json_each(:known_name) AS anon_1) AND (symptom.note IS NULL OR length(symptom.note) <= 10000 AND instr(symptom.note, char(0)) = 0 AND (symptom.note NOT GLOB ('*[^ -~' || char(9, 10, 160) || '-' || char(55295, 57344) || '-' || char(1114111) || ']*')))) THEN '{"id":' || symptom.id || ',"kind":"symptom"' || ',"night_of":"' || symptom.night_of || '"' || CASE WHEN (symptom.name IS NOT NULL) THEN ',"name":' || json_quote(symptom.name) END || ',"grade":' || symptom.grade || coalesce(CASE WHEN (symptom.note IS NOT NULL) THEN ',"note":' || json_quote(symptom.note) END, '') || CASE WHEN (symptom.recalled = 1) THEN ',"recalled":true}' ELSE '}' END END AS line
FROM symptom
WHERE symptom.id >= :first AND symptom.id < :before ORDER BY symptom.id

-- name: medicine_export
SELECT medicine.id, CASE WHEN ((amount <> '') IS NOT 0 AND ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)) IS NOT 0 AND (helped BETWEEN 0 AND 3) IS NOT 0 AND (name <> '') IS NOT 0 AND (night_of IS date(night_of, '+0 days')) IS NOT 0 AND (recalled IN (0, 1)) IS NOT 0 AND medicine.id IS NOT NULL AND medicine.recalled IS NOT NULL AND medicine.at_utc_s IS NOT NULL AND medicine.at_offset_min IS NOT NULL AND medicine.night_of >= '1990' AND medicine.night_of < '2200' AND (medicine.at_utc_s IS NULL OR medicine.at_offset_min BETWEEN -1439 AND 1439 AND medicine.at_utc_s + medicine.at_offset_min * 60 BETWEEN 631152000 AND 7258118399) AND (medicine.zone IS NULL OR medicine.at_utc_s IS NOT NULL) AND medicine.zone IN (SELECT anon_1.value
FROM json_each(:known_zone) AS anon_1) AND medicine.name IN (SELECT anon_2.value
FROM json_each(:known_name) AS anon_2) AND medicine.amount IN (SELECT anon_3.value
FROM json_each(:known_amount) AS anon_3) AND (medicine.note IS NULL OR length(medicine.note) <= 10000 AND instr(medicine.note, char(0)) = 0 AND (medicine.note NOT GLOB ('*[^ -~' || char(9, 10, 160) || '-' || char(55295, 57344) || '-' || char(1114111) || ']*')))) THEN '{"id":' || medicine.id || ',"kind":"medicine"' || ',"night_of":"' || medicine.night_of || '"' || ',"at":"' || strftime('%Y-%m-%dT%H:%M:%S', medicine.at_utc_s + medicine.at_offset_min * 60, 'unixepoch') || CASE WHEN (medicine.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(medicine.at_offset_min) * 60, 'unixepoch') || '[' || medicine.zone || ']"' || CASE WHEN (medicine.name IS NOT NULL) THEN ',"name":' || json_quote(medicine.name) END || CASE WHEN (medicine.amount IS NOT NULL) THEN ',"amount":' || json_quote(medicine.amount) END || coalesce(',"helped":' || medicine.helped, '') || coalesce(CASE WHEN (medicine.note IS NOT NULL) THEN ',"note":' || json_quote(medicine.note) END, '') || CASE WHEN (medicine.recalled = 1) THEN ',"recalled":true}' ELSE '}' END END AS line
FROM medicine
WHERE medicine.id >= :first AND medicine.id < :before ORDER BY medicine.id

-- name: measure_export
SELECT measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions
FROM measure
WHERE measure.id >= :first AND measure.id < :before ORDER BY measure.id

-- name: trial_export
SELECT trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks
FROM trial
WHERE trial.id >= :first AND trial.id < :before ORDER BY trial.id

-- name: ledger_export
SELECT group_concat('{"id":' || ledger.id || ',"change_id":' || ledger.change_id || ',"made_utc_ms":' || ledger.made_utc_ms || ',"made_offset_min":' || ledger.made_offset_min || ',"made_zone":' || json_quote(ledger.made_zone) || ',"action":' || json_quote(ledger.action) || ',"kind":' || json_quote(ledger.kind) || ',"entry_id":' || ledger.entry_id || coalesce(',"old":' || ledger.old, '') || coalesce(',"new":' || ledger.new, '') || coalesce(',"undoes":' || ledger.undoes, '') || '}', ',' || char(10)) AS group_concat_1
FROM ledger NOT INDEXED
WHERE ledger.id >= :first AND ledger.id < :before

-- name: night_fill
INSERT INTO night (id, recalled, night_of, severity, missed, falling_asleep, overnight, day_resting, day_active, onset_min, body_parts, sensations, note, sitting, mood, concentration) SELECT ledger.id, coalesce(json_extract(ledger.new, '$.recalled'), 0) AS coalesce_1, json_extract(ledger.new, '$.night_of') AS json_extract_1, json_extract(ledger.new, '$.severity') AS json_extract_2, json_extract(ledger.new, '$.missed') AS json_extract_3, json_extract(ledger.new, '$.falling_asleep') AS json_extract_4, json_extract(ledger.new, '$.overnight') AS json_extract_5, json_extract(ledger.new, '$.day_resting') AS json_extract_6, json_extract(ledger.new, '$.day_active') AS json_extract_7, json_extract(ledger.new, '$.onset_min') AS json_extract_8, (SELECT group_concat(anon_2.value, ',') AS group_concat_1
FROM json_each(ledger.new, '$.body_parts') AS anon_2) AS anon_1, (SELECT group_concat(anon_4.value, ',') AS group_concat_2
FROM json_each(ledger.new, '$.sensations') AS anon_4) AS anon_3, json_extract(ledger.new, '$.note') AS json_extract_9, json_extract(ledger.new, '$.sitting') AS json_extract_10, json_extract(ledger.new, '$.mood') AS json_extract_11, json_extract(ledger.new, '$.concentration') AS json_extract_12
FROM ledger
WHERE ledger.kind = 'night' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: sleep_fill
INSERT INTO sleep (id, recalled, night_of, bed_utc_s, bed_offset_min, tried_utc_s, tried_offset_min, wake_utc_s, wake_offset_min, up_utc_s, up_offset_min, planned_utc_s, planned_offset_min, latency_min, awake_min, awake_least_min, unslept_least_min, times, pacing_min, lying_awake_min, total_min, quality, nap_min, note, zone) SELECT ledger.id, coalesce(json_extract(ledger.new, '$.recalled'), 0) AS coalesce_1, json_extract(ledger.new, '$.night_of') AS json_extract_1, CAST(strftime('%s', substr(json_extract(ledger.new, '$.bed'), 1, 25)) AS INTEGER) AS strftime_1, CASE WHEN (substr(json_extract(ledger.new, '$.bed'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.bed'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.bed'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.bed'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.bed'), 24, 2) AS INTEGER) END AS anon_1, CAST(strftime('%s', substr(json_extract(ledger.new, '$.tried'), 1, 25)) AS INTEGER) AS strftime_2, CASE WHEN (substr(json_extract(ledger.new, '$.tried'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.tried'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.tried'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.tried'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.tried'), 24, 2) AS INTEGER) END AS anon_2, CAST(strftime('%s', substr(json_extract(ledger.new, '$.wake'), 1, 25)) AS INTEGER) AS strftime_3, CASE WHEN (substr(json_extract(ledger.new, '$.wake'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.wake'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.wake'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.wake'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.wake'), 24, 2) AS INTEGER) END AS anon_3, CAST(strftime('%s', substr(json_extract(ledger.new, '$.up'), 1, 25)) AS INTEGER) AS strftime_4, CASE WHEN (substr(json_extract(ledger.new, '$.up'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.up'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.up'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.up'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.up'), 24, 2) AS INTEGER) END AS anon_4, CAST(strftime('%s', substr(json_extract(ledger.new, '$.planned'), 1, 25)) AS INTEGER) AS strftime_5, CASE WHEN (substr(json_extract(ledger.new, '$.planned'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.planned'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.planned'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.planned'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.planned'), 24, 2) AS INTEGER) END AS anon_5, json_extract(ledger.new, '$.latency_min') AS json_extract_2, json_extract(ledger.new, '$.awake_min') AS json_extract_3, json_extract(ledger.new, '$.awake_least_min') AS json_extract_4, json_extract(ledger.new, '$.unslept_least_min') AS json_extract_5, json_extract(ledger.new, '$.times') AS json_extract_6, json_extract(ledger.new, '$.pacing_min') AS json_extract_7, json_extract(ledger.new, '$.lying_awake_min') AS json_extract_8, json_extract(ledger.new, '$.total_min') AS json_extract_9, json_extract(ledger.new, '$.quality') AS json_extract_10, json_extract(ledger.new, '$.nap_min') AS json_extract_11, json_extract(ledger.new, '$.note') AS json_extract_12, rtrim(coalesce(substr(json_extract(ledger.new, '$.bed'), 27), substr(json_extract(ledger.new, '$.tried'), 27), substr(json_extract(ledger.new, '$.wake'), 27), substr(json_extract(ledger.new, '$.up'), 27), substr(json_extract(ledger.new, '$.planned'), 27)), ']') AS rtrim_1
FROM ledger
WHERE ledger.kind = 'sleep' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: dose_fill
INSERT INTO dose (id, recalled, night_of, amount_mg, at_utc_s, at_offset_min, product_id, note, amount_ug, none_of, helped, zone) SELECT ledger.id, coalesce(json_extract(ledger.new, '$.recalled'), 0) AS coalesce_1, json_extract(ledger.new, '$.night_of') AS json_extract_1, json_extract(ledger.new, '$.amount_mg') AS json_extract_2, CAST(strftime('%s', substr(json_extract(ledger.new, '$.at'), 1, 25)) AS INTEGER) AS strftime_1, CASE WHEN (substr(json_extract(ledger.new, '$.at'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.at'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.at'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.at'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.at'), 24, 2) AS INTEGER) END AS anon_1, json_extract(ledger.new, '$.product_id') AS json_extract_3, json_extract(ledger.new, '$.note') AS json_extract_4, json_extract(ledger.new, '$.amount_ug') AS json_extract_5, json_extract(ledger.new, '$.none_of') AS json_extract_6, json_extract(ledger.new, '$.helped') AS json_extract_7, rtrim(substr(json_extract(ledger.new, '$.at'), 27), ']') AS rtrim_1
FROM ledger
WHERE ledger.kind = 'kratom' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: magnesium_fill
INSERT INTO magnesium (id, recalled, night_of, at_utc_s, at_offset_min, elemental_mg, basis, form, salt_mg, topical, helped, note, zone) SELECT ledger.id, coalesce(json_extract(ledger.new, '$.recalled'), 0) AS coalesce_1, json_extract(ledger.new, '$.night_of') AS json_extract_1, CAST(strftime('%s', substr(json_extract(ledger.new, '$.at'), 1, 25)) AS INTEGER) AS strftime_1, CASE WHEN (substr(json_extract(ledger.new, '$.at'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.at'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.at'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.at'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.at'), 24, 2) AS INTEGER) END AS anon_1, json_extract(ledger.new, '$.elemental_mg') AS json_extract_2, json_extract(ledger.new, '$.basis') AS json_extract_3, json_extract(ledger.new, '$.form') AS json_extract_4, json_extract(ledger.new, '$.salt_mg') AS json_extract_5, coalesce(json_extract(ledger.new, '$.topical'), 0) AS coalesce_2, json_extract(ledger.new, '$.helped') AS json_extract_6, json_extract(ledger.new, '$.note') AS json_extract_7, rtrim(substr(json_extract(ledger.new, '$.at'), 27), ']') AS rtrim_1
FROM ledger
WHERE ledger.kind = 'magnesium' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: product_fill
INSERT INTO product (id, name, product_kind, capsule_mg, mitragynine_low_ug, mitragynine_high_ug, weight_mg, opened_on, capsule_ug, weight_ug) SELECT ledger.id, json_extract(ledger.new, '$.name') AS json_extract_1, coalesce(json_extract(ledger.new, '$.product_kind'), 'leaf') AS coalesce_1, json_extract(ledger.new, '$.capsule_mg') AS json_extract_2, json_extract(ledger.new, '$.mitragynine_low_ug') AS json_extract_3, json_extract(ledger.new, '$.mitragynine_high_ug') AS json_extract_4, json_extract(ledger.new, '$.weight_mg') AS json_extract_5, json_extract(ledger.new, '$.opened_on') AS json_extract_6, json_extract(ledger.new, '$.capsule_ug') AS json_extract_7, json_extract(ledger.new, '$.weight_ug') AS json_extract_8
FROM ledger
WHERE ledger.kind = 'product' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: factor_fill
INSERT INTO factor (id, recalled, night_of, name, at_utc_s, at_offset_min, amount, helped, note, zone) SELECT ledger.id, coalesce(json_extract(ledger.new, '$.recalled'), 0) AS coalesce_1, json_extract(ledger.new, '$.night_of') AS json_extract_1, json_extract(ledger.new, '$.name') AS json_extract_2, CAST(strftime('%s', substr(json_extract(ledger.new, '$.at'), 1, 25)) AS INTEGER) AS strftime_1, CASE WHEN (substr(json_extract(ledger.new, '$.at'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.at'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.at'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.at'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.at'), 24, 2) AS INTEGER) END AS anon_1, json_extract(ledger.new, '$.amount') AS json_extract_3, json_extract(ledger.new, '$.helped') AS json_extract_4, json_extract(ledger.new, '$.note') AS json_extract_5, rtrim(substr(json_extract(ledger.new, '$.at'), 27), ']') AS rtrim_1
FROM ledger
WHERE ledger.kind = 'factor' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: symptom_fill
INSERT INTO symptom (id, recalled, night_of, name, grade, note) SELECT ledger.id, coalesce(json_extract(ledger.new, '$.recalled'), 0) AS coalesce_1, json_extract(ledger.new, '$.night_of') AS json_extract_1, json_extract(ledger.new, '$.name') AS json_extract_2, json_extract(ledger.new, '$.grade') AS json_extract_3, json_extract(ledger.new, '$.note') AS json_extract_4
FROM ledger
WHERE ledger.kind = 'symptom' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: medicine_fill
INSERT INTO medicine (id, recalled, night_of, at_utc_s, at_offset_min, name, amount, helped, note, zone) SELECT ledger.id, coalesce(json_extract(ledger.new, '$.recalled'), 0) AS coalesce_1, json_extract(ledger.new, '$.night_of') AS json_extract_1, CAST(strftime('%s', substr(json_extract(ledger.new, '$.at'), 1, 25)) AS INTEGER) AS strftime_1, CASE WHEN (substr(json_extract(ledger.new, '$.at'), 20, 1) = '-') THEN -(CAST(substr(json_extract(ledger.new, '$.at'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.at'), 24, 2) AS INTEGER)) ELSE CAST(substr(json_extract(ledger.new, '$.at'), 21, 2) AS INTEGER) * 60 + CAST(substr(json_extract(ledger.new, '$.at'), 24, 2) AS INTEGER) END AS anon_1, json_extract(ledger.new, '$.name') AS json_extract_2, json_extract(ledger.new, '$.amount') AS json_extract_3, json_extract(ledger.new, '$.helped') AS json_extract_4, json_extract(ledger.new, '$.note') AS json_extract_5, rtrim(substr(json_extract(ledger.new, '$.at'), 27), ']') AS rtrim_1
FROM ledger
WHERE ledger.kind = 'medicine' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: measure_fill
INSERT INTO measure (id, taken_on, name, value_milli, unit, "by", conditions) SELECT ledger.id, json_extract(ledger.new, '$.taken_on') AS json_extract_1, json_extract(ledger.new, '$.name') AS json_extract_2, json_extract(ledger.new, '$.value_milli') AS json_extract_3, json_extract(ledger.new, '$.unit') AS json_extract_4, json_extract(ledger.new, '$.by') AS json_extract_5, (SELECT group_concat(anon_2.value, ',') AS group_concat_1
FROM json_each(ledger.new, '$.conditions') AS anon_2) AS anon_1
FROM ledger
WHERE ledger.kind = 'measure' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: trial_fill
INSERT INTO trial (id, began_on, name, pairs, score, draws, did, looks) SELECT ledger.id, json_extract(ledger.new, '$.began_on') AS json_extract_1, json_extract(ledger.new, '$.name') AS json_extract_2, json_extract(ledger.new, '$.pairs') AS json_extract_3, coalesce(json_extract(ledger.new, '$.score'), 'severity') AS coalesce_1, (SELECT group_concat(anon_2.value, ',') AS group_concat_1
FROM json_each(ledger.new, '$.draws') AS anon_2) AS anon_1, (SELECT group_concat(anon_4.value, ',') AS group_concat_2
FROM json_each(ledger.new, '$.did') AS anon_4) AS anon_3, coalesce(json_extract(ledger.new, '$.looks'), 0) AS coalesce_2
FROM ledger
WHERE ledger.kind = 'trial' AND ledger.id >= :first_id AND ledger.id = ledger.entry_id AND NOT (EXISTS (SELECT further.id
FROM ledger AS further
WHERE further.entry_id = ledger.id AND further.id != ledger.id)) ORDER BY ledger.id

-- name: ledger_fill
INSERT INTO ledger (id, change_id, made_utc_ms, made_offset_min, made_zone, action, kind, entry_id, new) SELECT night.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'night' AS kind, night.id AS entry_id, printf('{%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s}', substr(',"night_of":"' || night.night_of || '"', 2), ',"severity":' || night.severity, CASE WHEN (night.missed IS NOT NULL) THEN ',"missed":' || json_quote(night.missed) END, ',"falling_asleep":' || night.falling_asleep, ',"overnight":' || night.overnight, ',"day_resting":' || night.day_resting, ',"day_active":' || night.day_active, ',"onset_min":' || night.onset_min, CASE WHEN (night.body_parts IS NOT NULL) THEN ',"body_parts":' || '[' || replace(json_quote(night.body_parts), ',', '","') || ']' END, CASE WHEN (night.sensations IS NOT NULL) THEN ',"sensations":' || '[' || replace(json_quote(night.sensations), ',', '","') || ']' END, CASE WHEN (night.note IS NOT NULL) THEN ',"note":' || json_quote(night.note) END, ',"sitting":' || night.sitting, ',"mood":' || night.mood, ',"concentration":' || night.concentration, CASE WHEN (night.recalled = 1) THEN ',"recalled":true' END) AS new
FROM night
WHERE night.id >= :first_id AND night.id < :before_id UNION ALL SELECT sleep.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'sleep' AS kind, sleep.id AS entry_id, printf('{%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s}', substr(',"night_of":"' || sleep.night_of || '"', 2), strftime(',"bed":"%Y-%m-%dT%H:%M:%S', sleep.bed_utc_s + sleep.bed_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.bed_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.bed_offset_min) / 60, abs(sleep.bed_offset_min) % 60, sleep.zone), strftime(',"tried":"%Y-%m-%dT%H:%M:%S', sleep.tried_utc_s + sleep.tried_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.tried_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.tried_offset_min) / 60, abs(sleep.tried_offset_min) % 60, sleep.zone), strftime(',"wake":"%Y-%m-%dT%H:%M:%S', sleep.wake_utc_s + sleep.wake_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.wake_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.wake_offset_min) / 60, abs(sleep.wake_offset_min) % 60, sleep.zone), strftime(',"up":"%Y-%m-%dT%H:%M:%S', sleep.up_utc_s + sleep.up_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.up_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.up_offset_min) / 60, abs(sleep.up_offset_min) % 60, sleep.zone), strftime(',"planned":"%Y-%m-%dT%H:%M:%S', sleep.planned_utc_s + sleep.planned_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (sleep.planned_offset_min < 0) THEN '-' ELSE '+' END, abs(sleep.planned_offset_min) / 60, abs(sleep.planned_offset_min) % 60, sleep.zone), ',"latency_min":' || sleep.latency_min, ',"awake_min":' || sleep.awake_min, ',"awake_least_min":' || sleep.awake_least_min, ',"unslept_least_min":' || sleep.unslept_least_min, ',"times":' || sleep.times, ',"pacing_min":' || sleep.pacing_min, ',"lying_awake_min":' || sleep.lying_awake_min, ',"total_min":' || sleep.total_min, ',"quality":' || sleep.quality, ',"nap_min":' || sleep.nap_min, CASE WHEN (sleep.note IS NOT NULL) THEN ',"note":' || json_quote(sleep.note) END, CASE WHEN (sleep.recalled = 1) THEN ',"recalled":true' END) AS new
FROM sleep
WHERE sleep.id >= :first_id AND sleep.id < :before_id UNION ALL SELECT dose.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'kratom' AS kind, dose.id AS entry_id, printf('{%s%s%s%s%s%s%s%s%s}', substr(',"night_of":"' || dose.night_of || '"', 2), ',"amount_mg":' || dose.amount_mg, strftime(',"at":"%Y-%m-%dT%H:%M:%S', dose.at_utc_s + dose.at_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (dose.at_offset_min < 0) THEN '-' ELSE '+' END, abs(dose.at_offset_min) / 60, abs(dose.at_offset_min) % 60, dose.zone), ',"product_id":' || dose.product_id, CASE WHEN (dose.note IS NOT NULL) THEN ',"note":' || json_quote(dose.note) END, ',"amount_ug":' || dose.amount_ug, CASE WHEN (dose.none_of IS NOT NULL) THEN ',"none_of":' || json_quote(dose.none_of) END, ',"helped":' || dose.helped, CASE WHEN (dose.recalled = 1) THEN ',"recalled":true' END) AS new
FROM dose
WHERE dose.id >= :first_id AND dose.id < :before_id UNION ALL SELECT magnesium.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'magnesium' AS kind, magnesium.id AS entry_id, printf('{%s%s%s%s%s%s%s%s%s%s}', substr(',"night_of":"' || magnesium.night_of || '"', 2), strftime(',"at":"%Y-%m-%dT%H:%M:%S', magnesium.at_utc_s + magnesium.at_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (magnesium.at_offset_min < 0) THEN '-' ELSE '+' END, abs(magnesium.at_offset_min) / 60, abs(magnesium.at_offset_min) % 60, magnesium.zone), ',"elemental_mg":' || magnesium.elemental_mg, ',"basis":' || json_quote(magnesium.basis), CASE WHEN (magnesium.form IS NOT NULL) THEN ',"form":' || json_quote(magnesium.form) END, ',"salt_mg":' || magnesium.salt_mg, ',"topical":' || CASE WHEN (magnesium.topical = 1) THEN 'true' ELSE 'false' END, ',"helped":' || magnesium.helped, CASE WHEN (magnesium.note IS NOT NULL) THEN ',"note":' || json_quote(magnesium.note) END, CASE WHEN (magnesium.recalled = 1) THEN ',"recalled":true' END) AS new
FROM magnesium
WHERE magnesium.id >= :first_id AND magnesium.id < :before_id UNION ALL SELECT product.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'product' AS kind, product.id AS entry_id, printf('{%s%s%s%s%s%s%s%s%s}', substr(',"name":' || json_quote(product.name), 2), ',"product_kind":' || json_quote(product.product_kind), ',"capsule_mg":' || product.capsule_mg, ',"mitragynine_low_ug":' || product.mitragynine_low_ug, ',"mitragynine_high_ug":' || product.mitragynine_high_ug, ',"weight_mg":' || product.weight_mg, ',"opened_on":"' || product.opened_on || '"', ',"capsule_ug":' || product.capsule_ug, ',"weight_ug":' || product.weight_ug) AS new
FROM product
WHERE product.id >= :first_id AND product.id < :before_id UNION ALL SELECT factor.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'factor' AS kind, factor.id AS entry_id, printf('{%s%s%s%s%s%s%s}', substr(',"night_of":"' || factor.night_of || '"', 2), ',"name":' || json_quote(factor.name), strftime(',"at":"%Y-%m-%dT%H:%M:%S', factor.at_utc_s + factor.at_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (factor.at_offset_min < 0) THEN '-' ELSE '+' END, abs(factor.at_offset_min) / 60, abs(factor.at_offset_min) % 60, factor.zone), CASE WHEN (factor.amount IS NOT NULL) THEN ',"amount":' || json_quote(factor.amount) END, ',"helped":' || factor.helped, CASE WHEN (factor.note IS NOT NULL) THEN ',"note":' || json_quote(factor.note) END, CASE WHEN (factor.recalled = 1) THEN ',"recalled":true' END) AS new
FROM factor
WHERE factor.id >= :first_id AND factor.id < :before_id UNION ALL SELECT symptom.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'symptom' AS kind, symptom.id AS entry_id, printf('{%s%s%s%s%s}', substr(',"night_of":"' || symptom.night_of || '"', 2), ',"name":' || json_quote(symptom.name), ',"grade":' || symptom.grade, CASE WHEN (symptom.note IS NOT NULL) THEN ',"note":' || json_quote(symptom.note) END, CASE WHEN (symptom.recalled = 1) THEN ',"recalled":true' END) AS new
FROM symptom
WHERE symptom.id >= :first_id AND symptom.id < :before_id UNION ALL SELECT medicine.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'medicine' AS kind, medicine.id AS entry_id, printf('{%s%s%s%s%s%s%s}', substr(',"night_of":"' || medicine.night_of || '"', 2), strftime(',"at":"%Y-%m-%dT%H:%M:%S', medicine.at_utc_s + medicine.at_offset_min * 60, 'unixepoch') || printf('%s%.2d:%.2d[%s]"', CASE WHEN (medicine.at_offset_min < 0) THEN '-' ELSE '+' END, abs(medicine.at_offset_min) / 60, abs(medicine.at_offset_min) % 60, medicine.zone), ',"name":' || json_quote(medicine.name), ',"amount":' || json_quote(medicine.amount), ',"helped":' || medicine.helped, CASE WHEN (medicine.note IS NOT NULL) THEN ',"note":' || json_quote(medicine.note) END, CASE WHEN (medicine.recalled = 1) THEN ',"recalled":true' END) AS new
FROM medicine
WHERE medicine.id >= :first_id AND medicine.id < :before_id UNION ALL SELECT measure.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'measure' AS kind, measure.id AS entry_id, printf('{%s%s%s%s%s%s}', substr(',"taken_on":"' || measure.taken_on || '"', 2), ',"name":' || json_quote(measure.name), ',"value_milli":' || measure.value_milli, ',"unit":' || json_quote(measure.unit), CASE WHEN (measure."by" IS NOT NULL) THEN ',"by":' || json_quote(measure."by") END, CASE WHEN (measure.conditions IS NOT NULL) THEN ',"conditions":' || '[' || replace(json_quote(measure.conditions), ',', '","') || ']' END) AS new
FROM measure
WHERE measure.id >= :first_id AND measure.id < :before_id UNION ALL SELECT trial.id AS id, :change_id AS change_id, :made_utc_ms AS made_utc_ms, :made_offset_min AS made_offset_min, :made_zone AS made_zone, 'add' AS action, 'trial' AS kind, trial.id AS entry_id, printf('{%s%s%s%s%s%s%s}', substr(',"began_on":"' || trial.began_on || '"', 2), ',"name":' || json_quote(trial.name), ',"pairs":' || trial.pairs, ',"score":' || json_quote(trial.score), CASE WHEN (trial.draws IS NOT NULL) THEN ',"draws":' || '[' || replace(json_quote(trial.draws), ',', '","') || ']' END, CASE WHEN (trial.did IS NOT NULL) THEN ',"did":' || '[' || replace(json_quote(trial.did), ',', '","') || ']' END, ',"looks":' || trial.looks) AS new
FROM trial
WHERE trial.id >= :first_id AND trial.id < :before_id ORDER BY id

-- name: ledger_rewritten
SELECT DISTINCT ledger.entry_id
FROM ledger
WHERE ledger.id >= :first_id AND (ledger.id != ledger.entry_id OR ledger.kind = 'plan') ORDER BY ledger.entry_id

-- name: csv_doses
SELECT dose.id, dose.night_of AS night, strftime('%Y-%m-%dT%H:%M:%S', dose.at_utc_s + dose.at_offset_min * 60, 'unixepoch') || CASE WHEN (dose.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(dose.at_offset_min) * 60, 'unixepoch') AS taken_at, dose.zone, CASE WHEN (coalesce(dose.none_of, product.product_kind, 'leaf') = 'leaf' OR dose.at_utc_s IS NULL) THEN CASE WHEN ((coalesce(dose.amount_ug, dose.amount_mg * 1000) % 1000000) = 0) THEN coalesce(dose.amount_ug, dose.amount_mg * 1000) / 1000000 ELSE coalesce(dose.amount_ug, dose.amount_mg * 1000) / 1000000.0 END END AS amount_g, CASE WHEN (dose.at_utc_s IS NULL) THEN 'true' ELSE 'false' END AS said_none, product.name AS product, product.product_kind, product.opened_on AS batch_opened_on, dose.note, CASE WHEN (dose.recalled = 1) THEN 'true' ELSE 'false' END AS recalled, CASE WHEN (coalesce(dose.none_of, product.product_kind, 'leaf') = 'leaf' OR dose.at_utc_s IS NULL) THEN NULL ELSE CASE WHEN ((coalesce(dose.amount_ug, dose.amount_mg * 1000) % 1000) = 0) THEN coalesce(dose.amount_ug, dose.amount_mg * 1000) / 1000 ELSE coalesce(dose.amount_ug, dose.amount_mg * 1000) / 1000.0 END END AS amount_mg, coalesce(dose.none_of, product.product_kind, 'leaf') AS substance, dose.helped
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night ORDER BY dose.night_of, dose.at_utc_s, dose.id

-- name: csv_products
SELECT batch.id, batch.name AS product, batch.product_kind, batch.opened_on AS batch_opened_on, CASE WHEN (batch.product_kind = 'leaf') THEN CASE WHEN ((batch.capsule % 1000000) = 0) THEN batch.capsule / 1000000 ELSE batch.capsule / 1000000.0 END END AS capsule_g, CASE WHEN ((batch.mitragynine_low_ug % 1000) = 0) THEN batch.mitragynine_low_ug / 1000 ELSE batch.mitragynine_low_ug / 1000.0 END AS mitragynine_low_mg_per_g, CASE WHEN ((batch.mitragynine_high_ug % 1000) = 0) THEN batch.mitragynine_high_ug / 1000 ELSE batch.mitragynine_high_ug / 1000.0 END AS mitragynine_high_mg_per_g, CASE WHEN (batch.product_kind = 'leaf') THEN CASE WHEN ((batch.weight % 1000000) = 0) THEN batch.weight / 1000000 ELSE batch.weight / 1000000.0 END END AS weight_g, CASE WHEN (batch.product_kind = 'leaf') THEN NULL ELSE CASE WHEN ((batch.capsule % 1000) = 0) THEN batch.capsule / 1000 ELSE batch.capsule / 1000.0 END END AS capsule_mg, CASE WHEN (batch.product_kind = 'leaf') THEN NULL ELSE CASE WHEN ((batch.weight % 1000) = 0) THEN batch.weight / 1000 ELSE batch.weight / 1000.0 END END AS weight_mg, CASE WHEN (batch.product_kind = 'leaf') THEN CASE WHEN ((batch."left" % 1000000) = 0) THEN batch."left" / 1000000 ELSE batch."left" / 1000000.0 END END AS left_g, CASE WHEN (batch.product_kind = 'leaf') THEN NULL ELSE CASE WHEN ((batch."left" % 1000) = 0) THEN batch."left" / 1000 ELSE batch."left" / 1000.0 END END AS left_mg
FROM (SELECT product.id AS id, product.name AS name, product.product_kind AS product_kind, product.capsule_mg AS capsule_mg, product.mitragynine_low_ug AS mitragynine_low_ug, product.mitragynine_high_ug AS mitragynine_high_ug, product.weight_mg AS weight_mg, product.opened_on AS opened_on, product.capsule_ug AS capsule_ug, product.weight_ug AS weight_ug, coalesce(product.capsule_ug, product.capsule_mg * 1000) AS capsule, coalesce(product.weight_ug, product.weight_mg * 1000) AS weight, coalesce(product.weight_ug, product.weight_mg * 1000) - coalesce((SELECT sum(coalesce(dose.amount_ug, dose.amount_mg * 1000)) AS sum_1
FROM dose
WHERE dose.product_id = product.id), 0) AS "left"
FROM product) AS batch ORDER BY batch.id

-- name: csv_products_within
SELECT batch.id, batch.name AS product, batch.product_kind, batch.opened_on AS batch_opened_on, CASE WHEN (batch.product_kind = 'leaf') THEN CASE WHEN ((batch.capsule % 1000000) = 0) THEN batch.capsule / 1000000 ELSE batch.capsule / 1000000.0 END END AS capsule_g, CASE WHEN ((batch.mitragynine_low_ug % 1000) = 0) THEN batch.mitragynine_low_ug / 1000 ELSE batch.mitragynine_low_ug / 1000.0 END AS mitragynine_low_mg_per_g, CASE WHEN ((batch.mitragynine_high_ug % 1000) = 0) THEN batch.mitragynine_high_ug / 1000 ELSE batch.mitragynine_high_ug / 1000.0 END AS mitragynine_high_mg_per_g, CASE WHEN (batch.product_kind = 'leaf') THEN CASE WHEN ((batch.weight % 1000000) = 0) THEN batch.weight / 1000000 ELSE batch.weight / 1000000.0 END END AS weight_g, CASE WHEN (batch.product_kind = 'leaf') THEN NULL ELSE CASE WHEN ((batch.capsule % 1000) = 0) THEN batch.capsule / 1000 ELSE batch.capsule / 1000.0 END END AS capsule_mg, CASE WHEN (batch.product_kind = 'leaf') THEN NULL ELSE CASE WHEN ((batch.weight % 1000) = 0) THEN batch.weight / 1000 ELSE batch.weight / 1000.0 END END AS weight_mg, CASE WHEN (batch.product_kind = 'leaf') THEN CASE WHEN ((batch."left" % 1000000) = 0) THEN batch."left" / 1000000 ELSE batch."left" / 1000000.0 END END AS left_g, CASE WHEN (batch.product_kind = 'leaf') THEN NULL ELSE CASE WHEN ((batch."left" % 1000) = 0) THEN batch."left" / 1000 ELSE batch."left" / 1000.0 END END AS left_mg
FROM (SELECT product.id AS id, product.name AS name, product.product_kind AS product_kind, product.capsule_mg AS capsule_mg, product.mitragynine_low_ug AS mitragynine_low_ug, product.mitragynine_high_ug AS mitragynine_high_ug, product.weight_mg AS weight_mg, product.opened_on AS opened_on, product.capsule_ug AS capsule_ug, product.weight_ug AS weight_ug, coalesce(product.capsule_ug, product.capsule_mg * 1000) AS capsule, coalesce(product.weight_ug, product.weight_mg * 1000) AS weight, NULL AS "left"
FROM product
WHERE product.opened_on >= :from_night AND product.opened_on < :before_night OR product.id IN (SELECT dose.product_id
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night)) AS batch ORDER BY batch.id

-- name: csv_supplements
SELECT magnesium.id, magnesium.night_of AS night, strftime('%Y-%m-%dT%H:%M:%S', magnesium.at_utc_s + magnesium.at_offset_min * 60, 'unixepoch') || CASE WHEN (magnesium.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(magnesium.at_offset_min) * 60, 'unixepoch') AS taken_at, magnesium.zone, 'magnesium' AS supplement, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, CASE WHEN (magnesium.topical = 1) THEN 'topical' ELSE 'oral' END AS route, CASE WHEN (magnesium.recalled = 1) THEN 'true' ELSE 'false' END AS recalled, magnesium.helped, magnesium.note
FROM magnesium
WHERE magnesium.night_of >= :from_night AND magnesium.night_of < :before_night ORDER BY magnesium.night_of, magnesium.at_utc_s, magnesium.id

-- name: csv_exposures
SELECT factor.id, factor.night_of AS night, strftime('%Y-%m-%dT%H:%M:%S', factor.at_utc_s + factor.at_offset_min * 60, 'unixepoch') || CASE WHEN (factor.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(factor.at_offset_min) * 60, 'unixepoch') AS happened_at, factor.zone, factor.name AS factor, factor.amount, factor.helped, factor.note, CASE WHEN (factor.recalled = 1) THEN 'true' ELSE 'false' END AS recalled
FROM factor
WHERE factor.night_of >= :from_night AND factor.night_of < :before_night ORDER BY factor.night_of, factor.at_utc_s, factor.id

-- name: csv_symptoms
SELECT symptom.id, symptom.night_of AS night, symptom.name AS symptom, symptom.grade, CASE WHEN (symptom.recalled = 1) THEN 'true' ELSE 'false' END AS recalled, symptom.note
FROM symptom
WHERE symptom.night_of >= :from_night AND symptom.night_of < :before_night ORDER BY symptom.night_of, symptom.name

-- name: csv_medicines
SELECT medicine.id, medicine.night_of AS night, strftime('%Y-%m-%dT%H:%M:%S', medicine.at_utc_s + medicine.at_offset_min * 60, 'unixepoch') || CASE WHEN (medicine.at_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(medicine.at_offset_min) * 60, 'unixepoch') AS taken_at, medicine.zone, medicine.name AS medicine, medicine.amount, CASE WHEN (medicine.recalled = 1) THEN 'true' ELSE 'false' END AS recalled, medicine.helped, medicine.note
FROM medicine
WHERE medicine.night_of >= :from_night AND medicine.night_of < :before_night ORDER BY medicine.night_of, medicine.at_utc_s, medicine.id

-- name: csv_measures
SELECT measure.id, measure.taken_on, measure.name AS measure, CASE WHEN ((measure.value_milli % 1000) = 0) THEN measure.value_milli / 1000 ELSE measure.value_milli / 1000.0 END AS value, measure.unit, measure."by" AS rated_by, replace(measure.conditions, ',', ';') AS conditions
FROM measure
WHERE measure.taken_on >= :from_night AND measure.taken_on < :before_night ORDER BY measure.taken_on, measure.name, measure.id

-- name: csv_trials
SELECT trial.id, trial.began_on, trial.name AS trial, trial.pairs, trial.score, replace(trial.draws, ',', ';') AS draws, replace(trial.did, ',', ';') AS did, trial.looks
FROM trial
WHERE trial.began_on >= :from_night AND trial.began_on < :before_night ORDER BY trial.began_on, trial.name

-- name: csv_corrections
SELECT line.id, line.change_id, line.made_at, line.zone, line.action, line.kind, line.entry_id, line.night, line.old, line.new, line.undoes
FROM (SELECT ledger.id AS id, ledger.change_id AS change_id, strftime('%Y-%m-%dT%H:%M:%S', (ledger.made_utc_ms / 1000) + ledger.made_offset_min * 60, 'unixepoch') || CASE WHEN (ledger.made_offset_min < 0) THEN '-' ELSE '+' END || strftime('%H:%M', abs(ledger.made_offset_min) * 60, 'unixepoch') AS made_at, ledger.made_zone AS zone, ledger.action AS action, ledger.kind AS kind, ledger.entry_id AS entry_id, (SELECT coalesce(json_extract(earlier.new, '$.night_of'), json_extract(earlier.new, '$.taken_on'), json_extract(earlier.new, '$.began_on')) AS coalesce_1
FROM ledger AS earlier
WHERE earlier.entry_id = ledger.entry_id AND earlier.id <= ledger.id AND coalesce(json_extract(earlier.new, '$.night_of'), json_extract(earlier.new, '$.taken_on'), json_extract(earlier.new, '$.began_on')) IS NOT NULL ORDER BY earlier.id DESC
 LIMIT 1 OFFSET 0) AS night, ledger.old AS old, ledger.new AS new, ledger.undoes AS undoes
FROM ledger
WHERE ledger.action != 'add' AND ledger.id > :after) AS line
WHERE line.night IS NULL OR line.night >= :from_night AND line.night < :before_night ORDER BY line.id
 LIMIT :most OFFSET 0

-- name: csv_plan_units
SELECT ledger.entry_id, json_extract(ledger.new, '$.substance') AS substance, json_extract(ledger.new, '$.unit') AS unit
FROM ledger
WHERE ledger.kind = 'plan' AND ledger.id = ledger.entry_id AND json_extract(ledger.new, '$.substance') IS NOT NULL

-- name: csv_any_other_substance
SELECT (EXISTS (SELECT product.id
FROM product
WHERE product.product_kind != 'leaf')) OR (EXISTS (SELECT "plan".id
FROM "plan"
WHERE "plan".substance IS NOT NULL)) OR (EXISTS (SELECT dose.id
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night AND dose.none_of IS NOT NULL)) AS anything

-- name: plan_all
SELECT "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin
FROM "plan" ORDER BY "plan".starts_on, "plan".id

-- name: night_scores
SELECT night.night_of, night.severity
FROM night
WHERE night.night_of >= :from_night AND night.night_of < :before_night AND night.severity IS NOT NULL ORDER BY night.night_of

-- name: dose_in_short
SELECT dose.night_of, dose.at_utc_s, dose.amount_mg, dose.product_id, dose.amount_ug, dose.none_of
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night ORDER BY dose.night_of, dose.at_utc_s, dose.id

-- name: magnesium_in_short
SELECT magnesium.night_of, magnesium.topical, magnesium.elemental_mg
FROM magnesium
WHERE magnesium.night_of >= :from_night AND magnesium.night_of < :before_night ORDER BY magnesium.night_of, magnesium.at_utc_s, magnesium.id

-- name: symptom_in_short
SELECT symptom.night_of, symptom.name, symptom.grade
FROM symptom
WHERE symptom.night_of >= :from_night AND symptom.night_of < :before_night ORDER BY symptom.night_of, symptom.name

-- name: dose_ratings
SELECT coalesce(product.product_kind, 'leaf') AS coalesce_1, dose.night_of, dose.helped
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night AND dose.helped IS NOT NULL ORDER BY dose.night_of, dose.at_utc_s, dose.id

-- name: dose_before
SELECT dose.night_of, dose.at_utc_s, (SELECT count(*) AS count_1
FROM dose AS none INDEXED BY dose_by_night
WHERE none.amount_mg = 0 AND none.none_of IS NULL AND none.night_of > dose.night_of AND none.night_of < :before) AS days_without
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of < :before AND dose.at_utc_s IS NOT NULL AND coalesce(dose.none_of, product.product_kind, 'leaf') = 'leaf' ORDER BY dose.night_of DESC, dose.at_utc_s DESC, dose.id DESC
 LIMIT 1 OFFSET 0

-- name: dose_before_of
SELECT dose.night_of, dose.at_utc_s, (SELECT count(*) AS count_1
FROM dose AS none INDEXED BY dose_by_night
WHERE none.amount_mg = 0 AND coalesce(none.none_of, 'leaf') = :substance AND none.night_of > dose.night_of AND none.night_of < :before) AS days_without
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of < :before AND dose.at_utc_s IS NOT NULL AND coalesce(dose.none_of, product.product_kind, 'leaf') = :substance ORDER BY dose.night_of DESC, dose.at_utc_s DESC, dose.id DESC
 LIMIT 1 OFFSET 0

-- name: dose_last_days_of
SELECT dose.night_of, sum(coalesce(dose.amount_ug, dose.amount_mg * 1000)) AS sum_1
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of < :before AND coalesce(dose.none_of, product.product_kind, 'leaf') = :substance GROUP BY dose.night_of ORDER BY dose.night_of DESC
 LIMIT :most OFFSET 0

-- name: dose_amounts_of
SELECT coalesce(dose.amount_ug, dose.amount_mg * 1000) AS coalesce_1
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night AND dose.at_utc_s IS NOT NULL AND coalesce(dose.none_of, product.product_kind, 'leaf') = :substance AND dose.id != :but

-- name: dose_of_batches
SELECT dose.product_id, sum(coalesce(dose.amount_ug, dose.amount_mg * 1000)) AS sum_1
FROM dose
WHERE dose.product_id IS NOT NULL AND dose.night_of < :before GROUP BY dose.product_id ORDER BY dose.product_id

-- name: dose_apart_on
SELECT coalesce(dose.none_of, product.product_kind, 'leaf') AS substance, max(dose.at_utc_s) AS max_1
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of = :night_of AND coalesce(dose.none_of, product.product_kind, 'leaf') != 'leaf' GROUP BY coalesce(dose.none_of, product.product_kind, 'leaf')

-- name: dose_last_days
SELECT dose.night_of, sum(coalesce(dose.amount_mg, dose.amount_ug / 1000)) AS sum_1
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of < :before AND coalesce(dose.none_of, product.product_kind, 'leaf') = 'leaf' GROUP BY dose.night_of ORDER BY dose.night_of DESC
 LIMIT :most OFFSET 0

-- name: dose_last_product
SELECT product.name
FROM dose JOIN product ON product.id = dose.product_id
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night AND coalesce(dose.none_of, product.product_kind, 'leaf') = 'leaf' ORDER BY dose.night_of DESC, dose.at_utc_s DESC, dose.id DESC
 LIMIT 1 OFFSET 0

-- name: dose_amounts
SELECT coalesce(dose.amount_mg, dose.amount_ug / 1000) AS coalesce_1
FROM dose LEFT OUTER JOIN product ON product.id = dose.product_id
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night AND dose.at_utc_s IS NOT NULL AND coalesce(dose.none_of, product.product_kind, 'leaf') = 'leaf' AND dose.id != :but

-- name: plan_since
SELECT "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin
FROM "plan"
WHERE "plan".ended_on IS NULL OR "plan".ended_on >= :since OR "plan".id = (SELECT earlier.id
FROM "plan" AS earlier
WHERE earlier.starts_on < :since AND earlier.substance IS "plan".substance AND (earlier.ended_on IS NULL OR earlier.ended_on > earlier.starts_on) ORDER BY earlier.starts_on DESC, earlier.id DESC
 LIMIT 1 OFFSET 0) ORDER BY "plan".starts_on, "plan".id

-- name: product_all
SELECT product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug
FROM product ORDER BY product.name, product.id

-- name: product_within
SELECT product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug
FROM product
WHERE product.opened_on >= :from_night AND product.opened_on < :before_night OR product.id IN (SELECT dose.product_id
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night) ORDER BY product.name, product.id

-- name: around_kept
SELECT night.night_of
FROM night
WHERE night.night_of >= :from_night AND night.night_of < :before_night UNION SELECT sleep.night_of
FROM sleep
WHERE sleep.night_of >= :from_night AND sleep.night_of < :before_night UNION SELECT dose.night_of
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night UNION SELECT magnesium.night_of
FROM magnesium
WHERE magnesium.night_of >= :from_night AND magnesium.night_of < :before_night UNION SELECT factor.night_of
FROM factor
WHERE factor.night_of >= :from_night AND factor.night_of < :before_night UNION SELECT symptom.night_of
FROM symptom
WHERE symptom.night_of >= :from_night AND symptom.night_of < :before_night UNION SELECT medicine.night_of
FROM medicine
WHERE medicine.night_of >= :from_night AND medicine.night_of < :before_night ORDER BY night_of

-- name: around_magnesium
SELECT magnesium.night_of, magnesium.topical, magnesium.form, sum(magnesium.elemental_mg) AS sum_1
FROM magnesium
WHERE magnesium.night_of >= :from_night AND magnesium.night_of < :before_night GROUP BY magnesium.night_of, magnesium.topical, magnesium.form ORDER BY magnesium.night_of, magnesium.topical, magnesium.form

-- name: around_medicines
SELECT medicine.name, medicine.night_of, medicine.amount
FROM medicine
WHERE medicine.night_of >= :from_night AND medicine.night_of < :before_night ORDER BY medicine.name, medicine.night_of, medicine.at_utc_s, medicine.id

-- name: around_doses
SELECT DISTINCT dose.product_id, dose.night_of
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night AND dose.product_id IS NOT NULL ORDER BY dose.night_of, dose.product_id

-- name: apart_days_before
SELECT DISTINCT dose.night_of
FROM dose INDEXED BY dose_by_product
WHERE dose.product_id IN (SELECT product.id
FROM product
WHERE product.product_kind = :name) AND dose.night_of < :before ORDER BY dose.night_of

-- name: magnesium_days_before
SELECT DISTINCT magnesium.night_of
FROM magnesium
WHERE CASE WHEN (magnesium.topical = 1) THEN 'on the skin' ELSE 'by mouth' END = :name AND magnesium.night_of < :before ORDER BY magnesium.night_of

-- name: medicine_days_before
SELECT DISTINCT medicine.night_of
FROM medicine
WHERE medicine.name = :name AND medicine.night_of < :before ORDER BY medicine.night_of

-- name: around_places
SELECT dose.at_utc_s AS utc_s, dose.night_of, dose.at_offset_min, dose.zone
FROM dose
WHERE dose.at_utc_s IS NOT NULL AND dose.night_of >= :from_night AND dose.night_of < :before_night UNION ALL SELECT magnesium.at_utc_s AS utc_s, magnesium.night_of, magnesium.at_offset_min, magnesium.zone
FROM magnesium
WHERE magnesium.at_utc_s IS NOT NULL AND magnesium.night_of >= :from_night AND magnesium.night_of < :before_night UNION ALL SELECT medicine.at_utc_s AS utc_s, medicine.night_of, medicine.at_offset_min, medicine.zone
FROM medicine
WHERE medicine.at_utc_s IS NOT NULL AND medicine.night_of >= :from_night AND medicine.night_of < :before_night UNION ALL SELECT factor.at_utc_s AS utc_s, factor.night_of, factor.at_offset_min, factor.zone
FROM factor
WHERE factor.at_utc_s IS NOT NULL AND factor.night_of >= :from_night AND factor.night_of < :before_night UNION ALL SELECT sleep.bed_utc_s AS utc_s, sleep.night_of, sleep.bed_offset_min, sleep.zone
FROM sleep
WHERE sleep.bed_utc_s IS NOT NULL AND sleep.night_of >= :from_night AND sleep.night_of < :before_night ORDER BY utc_s

-- name: past_kept
SELECT night.night_of
FROM night UNION SELECT sleep.night_of
FROM sleep UNION SELECT dose.night_of
FROM dose UNION SELECT magnesium.night_of
FROM magnesium UNION SELECT factor.night_of
FROM factor UNION SELECT symptom.night_of
FROM symptom UNION SELECT medicine.night_of
FROM medicine ORDER BY night_of

-- name: past_magnesium
SELECT magnesium.night_of, magnesium.topical, magnesium.form, sum(magnesium.elemental_mg) AS sum_1
FROM magnesium NOT INDEXED GROUP BY magnesium.night_of, magnesium.topical, magnesium.form ORDER BY magnesium.night_of, magnesium.topical, magnesium.form

-- name: past_medicines
SELECT medicine.name, medicine.night_of, medicine.amount
FROM medicine NOT INDEXED ORDER BY medicine.name, medicine.night_of, medicine.at_utc_s, medicine.id

-- name: past_first_doses
SELECT dose.product_id, min(dose.night_of) AS min_1
FROM dose NOT INDEXED
WHERE dose.product_id IS NOT NULL GROUP BY dose.product_id

-- name: past_apart
SELECT product.product_kind, dose.night_of, min(product.name) AS min_1
FROM dose NOT INDEXED JOIN product ON product.id = dose.product_id
WHERE product.product_kind != 'leaf' GROUP BY product.product_kind, dose.night_of ORDER BY product.product_kind, dose.night_of

-- name: past_zones
SELECT min(dose.zone) AS min_1, max(dose.zone) AS max_1
FROM dose NOT INDEXED UNION ALL SELECT min(magnesium.zone) AS min_2, max(magnesium.zone) AS max_2
FROM magnesium NOT INDEXED UNION ALL SELECT min(medicine.zone) AS min_3, max(medicine.zone) AS max_3
FROM medicine NOT INDEXED UNION ALL SELECT min(factor.zone) AS min_4, max(factor.zone) AS max_4
FROM factor NOT INDEXED UNION ALL SELECT min(sleep.zone) AS min_5, max(sleep.zone) AS max_5
FROM sleep NOT INDEXED

-- name: past_places
WITH lived_in AS
(SELECT "each".utc_s - "each".utc_s % 604800 AS week, min("each".utc_s) AS utc_s, "each".night_of AS night_of, "each".at_offset_min AS at_offset_min, "each".zone AS zone
FROM (SELECT dose.at_utc_s AS utc_s, dose.night_of AS night_of, dose.at_offset_min AS at_offset_min, dose.zone AS zone
FROM dose NOT INDEXED
WHERE dose.at_utc_s IS NOT NULL UNION ALL SELECT magnesium.at_utc_s AS utc_s, magnesium.night_of AS night_of, magnesium.at_offset_min AS at_offset_min, magnesium.zone AS zone
FROM magnesium NOT INDEXED
WHERE magnesium.at_utc_s IS NOT NULL UNION ALL SELECT medicine.at_utc_s AS utc_s, medicine.night_of AS night_of, medicine.at_offset_min AS at_offset_min, medicine.zone AS zone
FROM medicine NOT INDEXED
WHERE medicine.at_utc_s IS NOT NULL UNION ALL SELECT factor.at_utc_s AS utc_s, factor.night_of AS night_of, factor.at_offset_min AS at_offset_min, factor.zone AS zone
FROM factor NOT INDEXED
WHERE factor.at_utc_s IS NOT NULL UNION ALL SELECT sleep.bed_utc_s AS utc_s, sleep.night_of AS night_of, sleep.bed_offset_min AS bed_offset_min, sleep.zone AS zone
FROM sleep NOT INDEXED
WHERE sleep.bed_utc_s IS NOT NULL) AS "each" GROUP BY "each".utc_s - "each".utc_s % 604800, "each".at_offset_min, "each".zone)
 SELECT turn.utc_s, turn.night_of, turn.offset_min, turn.zone
FROM (SELECT place.utc_s AS utc_s, place.night_of AS night_of, place.at_offset_min AS offset_min, place.zone AS zone, lag(place.at_offset_min) OVER (ORDER BY place.utc_s) AS was, lag(place.zone) OVER (ORDER BY place.utc_s) AS was_in
FROM (SELECT lived_in.utc_s AS utc_s, lived_in.night_of AS night_of, lived_in.at_offset_min AS at_offset_min, lived_in.zone AS zone
FROM lived_in
WHERE lived_in.week IN (SELECT lived_in.week
FROM lived_in GROUP BY lived_in.week
HAVING count(*) = 1) UNION ALL SELECT "each".utc_s AS utc_s, "each".night_of AS night_of, "each".at_offset_min AS at_offset_min, "each".zone AS zone
FROM (SELECT dose.at_utc_s AS utc_s, dose.night_of AS night_of, dose.at_offset_min AS at_offset_min, dose.zone AS zone
FROM dose NOT INDEXED
WHERE dose.at_utc_s IS NOT NULL UNION ALL SELECT magnesium.at_utc_s AS utc_s, magnesium.night_of AS night_of, magnesium.at_offset_min AS at_offset_min, magnesium.zone AS zone
FROM magnesium NOT INDEXED
WHERE magnesium.at_utc_s IS NOT NULL UNION ALL SELECT medicine.at_utc_s AS utc_s, medicine.night_of AS night_of, medicine.at_offset_min AS at_offset_min, medicine.zone AS zone
FROM medicine NOT INDEXED
WHERE medicine.at_utc_s IS NOT NULL UNION ALL SELECT factor.at_utc_s AS utc_s, factor.night_of AS night_of, factor.at_offset_min AS at_offset_min, factor.zone AS zone
FROM factor NOT INDEXED
WHERE factor.at_utc_s IS NOT NULL UNION ALL SELECT sleep.bed_utc_s AS utc_s, sleep.night_of AS night_of, sleep.bed_offset_min AS bed_offset_min, sleep.zone AS zone
FROM sleep NOT INDEXED
WHERE sleep.bed_utc_s IS NOT NULL) AS "each"
WHERE "each".utc_s - "each".utc_s % 604800 IN (SELECT lived_in.week
FROM lived_in GROUP BY lived_in.week
HAVING count(*) > 1)) AS place) AS turn
WHERE turn.was_in IS NULL OR turn.zone != turn.was_in OR turn.offset_min != turn.was ORDER BY turn.utc_s

-- name: night_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('night', night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration) AS BLOB))), 0) AS coalesce_1
FROM night NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'night') AS anon_2

-- name: night_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT night.night_of AS "key", sum(crc32(CAST(json_array('night', night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration) AS BLOB))) AS sum
FROM night NOT INDEXED GROUP BY night.night_of) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'night' AND checksum."key" = "each"."key"

-- name: night_put
INSERT INTO checksum ("of", "key", sum) SELECT 'night' AS "of", night.night_of AS "key", crc32(CAST(json_array('night', night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration) AS BLOB)) AS sum
FROM night
WHERE night.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: night_take
INSERT INTO checksum ("of", "key", sum) SELECT 'night' AS "of", night.night_of AS "key", -crc32(CAST(json_array('night', night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration) AS BLOB)) AS sum
FROM night
WHERE night.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: night_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'night' AS "of", night.night_of AS "key", sum(crc32(CAST(json_array('night', night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration) AS BLOB))) AS sum
FROM night
WHERE night.id >= :first_id GROUP BY night.night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: night_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('night', night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration) AS BLOB))), 0) AS coalesce_1
FROM night
WHERE night.night_of >= :first AND night.night_of < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'night' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: sleep_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('sleep', sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note) AS BLOB))), 0) AS coalesce_1
FROM sleep NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'sleep') AS anon_2

-- name: sleep_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT sleep.night_of AS "key", sum(crc32(CAST(json_array('sleep', sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note) AS BLOB))) AS sum
FROM sleep NOT INDEXED GROUP BY sleep.night_of) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'sleep' AND checksum."key" = "each"."key"

-- name: sleep_put
INSERT INTO checksum ("of", "key", sum) SELECT 'sleep' AS "of", sleep.night_of AS "key", crc32(CAST(json_array('sleep', sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note) AS BLOB)) AS sum
FROM sleep
WHERE sleep.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sleep_take
INSERT INTO checksum ("of", "key", sum) SELECT 'sleep' AS "of", sleep.night_of AS "key", -crc32(CAST(json_array('sleep', sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note) AS BLOB)) AS sum
FROM sleep
WHERE sleep.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sleep_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'sleep' AS "of", sleep.night_of AS "key", sum(crc32(CAST(json_array('sleep', sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note) AS BLOB))) AS sum
FROM sleep
WHERE sleep.id >= :first_id GROUP BY sleep.night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sleep_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('sleep', sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note) AS BLOB))), 0) AS coalesce_1
FROM sleep
WHERE sleep.night_of >= :first AND sleep.night_of < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'sleep' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: dose_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('dose', dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped) AS BLOB))), 0) AS coalesce_1
FROM dose NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'dose') AS anon_2

-- name: dose_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT dose.night_of AS "key", sum(crc32(CAST(json_array('dose', dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped) AS BLOB))) AS sum
FROM dose NOT INDEXED GROUP BY dose.night_of) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'dose' AND checksum."key" = "each"."key"

-- name: dose_put
INSERT INTO checksum ("of", "key", sum) SELECT 'dose' AS "of", dose.night_of AS "key", crc32(CAST(json_array('dose', dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped) AS BLOB)) AS sum
FROM dose
WHERE dose.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: dose_take
INSERT INTO checksum ("of", "key", sum) SELECT 'dose' AS "of", dose.night_of AS "key", -crc32(CAST(json_array('dose', dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped) AS BLOB)) AS sum
FROM dose
WHERE dose.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: dose_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'dose' AS "of", dose.night_of AS "key", sum(crc32(CAST(json_array('dose', dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped) AS BLOB))) AS sum
FROM dose
WHERE dose.id >= :first_id GROUP BY dose.night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: dose_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('dose', dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped) AS BLOB))), 0) AS coalesce_1
FROM dose
WHERE dose.night_of >= :first AND dose.night_of < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'dose' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: magnesium_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('magnesium', magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note) AS BLOB))), 0) AS coalesce_1
FROM magnesium NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'magnesium') AS anon_2

-- name: magnesium_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT magnesium.night_of AS "key", sum(crc32(CAST(json_array('magnesium', magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note) AS BLOB))) AS sum
FROM magnesium NOT INDEXED GROUP BY magnesium.night_of) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'magnesium' AND checksum."key" = "each"."key"

-- name: magnesium_put
INSERT INTO checksum ("of", "key", sum) SELECT 'magnesium' AS "of", magnesium.night_of AS "key", crc32(CAST(json_array('magnesium', magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note) AS BLOB)) AS sum
FROM magnesium
WHERE magnesium.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: magnesium_take
INSERT INTO checksum ("of", "key", sum) SELECT 'magnesium' AS "of", magnesium.night_of AS "key", -crc32(CAST(json_array('magnesium', magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note) AS BLOB)) AS sum
FROM magnesium
WHERE magnesium.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: magnesium_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'magnesium' AS "of", magnesium.night_of AS "key", sum(crc32(CAST(json_array('magnesium', magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note) AS BLOB))) AS sum
FROM magnesium
WHERE magnesium.id >= :first_id GROUP BY magnesium.night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: magnesium_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('magnesium', magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note) AS BLOB))), 0) AS coalesce_1
FROM magnesium
WHERE magnesium.night_of >= :first AND magnesium.night_of < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'magnesium' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: product_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('product', product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug) AS BLOB))), 0) AS coalesce_1
FROM product NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'product') AS anon_2

-- name: product_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('product', product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug) AS BLOB))) AS sum
FROM product NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'product' AND checksum."key" = "each"."key"

-- name: product_put
INSERT INTO checksum ("of", "key", sum) SELECT 'product' AS "of", '' AS "key", crc32(CAST(json_array('product', product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug) AS BLOB)) AS sum
FROM product
WHERE product.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: product_take
INSERT INTO checksum ("of", "key", sum) SELECT 'product' AS "of", '' AS "key", -crc32(CAST(json_array('product', product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug) AS BLOB)) AS sum
FROM product
WHERE product.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: product_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'product' AS "of", '' AS "key", sum(crc32(CAST(json_array('product', product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug) AS BLOB))) AS sum
FROM product
WHERE product.id >= :first_id GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: plan_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('plan', "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin) AS BLOB))), 0) AS coalesce_1
FROM "plan" NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'plan') AS anon_2

-- name: plan_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('plan', "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin) AS BLOB))) AS sum
FROM "plan" NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'plan' AND checksum."key" = "each"."key"

-- name: plan_put
INSERT INTO checksum ("of", "key", sum) SELECT 'plan' AS "of", '' AS "key", crc32(CAST(json_array('plan', "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin) AS BLOB)) AS sum
FROM "plan"
WHERE "plan".id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: plan_take
INSERT INTO checksum ("of", "key", sum) SELECT 'plan' AS "of", '' AS "key", -crc32(CAST(json_array('plan', "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin) AS BLOB)) AS sum
FROM "plan"
WHERE "plan".id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: plan_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'plan' AS "of", '' AS "key", sum(crc32(CAST(json_array('plan', "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin) AS BLOB))) AS sum
FROM "plan"
WHERE "plan".id >= :first_id GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: factor_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('factor', factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note) AS BLOB))), 0) AS coalesce_1
FROM factor NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'factor') AS anon_2

-- name: factor_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT factor.night_of AS "key", sum(crc32(CAST(json_array('factor', factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note) AS BLOB))) AS sum
FROM factor NOT INDEXED GROUP BY factor.night_of) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'factor' AND checksum."key" = "each"."key"

-- name: factor_put
INSERT INTO checksum ("of", "key", sum) SELECT 'factor' AS "of", factor.night_of AS "key", crc32(CAST(json_array('factor', factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note) AS BLOB)) AS sum
FROM factor
WHERE factor.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: factor_take
INSERT INTO checksum ("of", "key", sum) SELECT 'factor' AS "of", factor.night_of AS "key", -crc32(CAST(json_array('factor', factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note) AS BLOB)) AS sum
FROM factor
WHERE factor.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: factor_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'factor' AS "of", factor.night_of AS "key", sum(crc32(CAST(json_array('factor', factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note) AS BLOB))) AS sum
FROM factor
WHERE factor.id >= :first_id GROUP BY factor.night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: factor_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('factor', factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note) AS BLOB))), 0) AS coalesce_1
FROM factor
WHERE factor.night_of >= :first AND factor.night_of < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'factor' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: symptom_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('symptom', symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note) AS BLOB))), 0) AS coalesce_1
FROM symptom NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'symptom') AS anon_2

-- name: symptom_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT symptom.night_of AS "key", sum(crc32(CAST(json_array('symptom', symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note) AS BLOB))) AS sum
FROM symptom NOT INDEXED GROUP BY symptom.night_of) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'symptom' AND checksum."key" = "each"."key"

-- name: symptom_put
INSERT INTO checksum ("of", "key", sum) SELECT 'symptom' AS "of", symptom.night_of AS "key", crc32(CAST(json_array('symptom', symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note) AS BLOB)) AS sum
FROM symptom
WHERE symptom.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: symptom_take
INSERT INTO checksum ("of", "key", sum) SELECT 'symptom' AS "of", symptom.night_of AS "key", -crc32(CAST(json_array('symptom', symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note) AS BLOB)) AS sum
FROM symptom
WHERE symptom.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: symptom_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'symptom' AS "of", symptom.night_of AS "key", sum(crc32(CAST(json_array('symptom', symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note) AS BLOB))) AS sum
FROM symptom
WHERE symptom.id >= :first_id GROUP BY symptom.night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: symptom_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('symptom', symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note) AS BLOB))), 0) AS coalesce_1
FROM symptom
WHERE symptom.night_of >= :first AND symptom.night_of < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'symptom' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: medicine_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('medicine', medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note) AS BLOB))), 0) AS coalesce_1
FROM medicine NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'medicine') AS anon_2

-- name: medicine_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT medicine.night_of AS "key", sum(crc32(CAST(json_array('medicine', medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note) AS BLOB))) AS sum
FROM medicine NOT INDEXED GROUP BY medicine.night_of) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'medicine' AND checksum."key" = "each"."key"

-- name: medicine_put
INSERT INTO checksum ("of", "key", sum) SELECT 'medicine' AS "of", medicine.night_of AS "key", crc32(CAST(json_array('medicine', medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note) AS BLOB)) AS sum
FROM medicine
WHERE medicine.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: medicine_take
INSERT INTO checksum ("of", "key", sum) SELECT 'medicine' AS "of", medicine.night_of AS "key", -crc32(CAST(json_array('medicine', medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note) AS BLOB)) AS sum
FROM medicine
WHERE medicine.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: medicine_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'medicine' AS "of", medicine.night_of AS "key", sum(crc32(CAST(json_array('medicine', medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note) AS BLOB))) AS sum
FROM medicine
WHERE medicine.id >= :first_id GROUP BY medicine.night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: medicine_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('medicine', medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note) AS BLOB))), 0) AS coalesce_1
FROM medicine
WHERE medicine.night_of >= :first AND medicine.night_of < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'medicine' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: measure_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('measure', measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions) AS BLOB))), 0) AS coalesce_1
FROM measure NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'measure') AS anon_2

-- name: measure_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT measure.taken_on AS "key", sum(crc32(CAST(json_array('measure', measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions) AS BLOB))) AS sum
FROM measure NOT INDEXED GROUP BY measure.taken_on) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'measure' AND checksum."key" = "each"."key"

-- name: measure_put
INSERT INTO checksum ("of", "key", sum) SELECT 'measure' AS "of", measure.taken_on AS "key", crc32(CAST(json_array('measure', measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions) AS BLOB)) AS sum
FROM measure
WHERE measure.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: measure_take
INSERT INTO checksum ("of", "key", sum) SELECT 'measure' AS "of", measure.taken_on AS "key", -crc32(CAST(json_array('measure', measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions) AS BLOB)) AS sum
FROM measure
WHERE measure.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: measure_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'measure' AS "of", measure.taken_on AS "key", sum(crc32(CAST(json_array('measure', measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions) AS BLOB))) AS sum
FROM measure
WHERE measure.id >= :first_id GROUP BY measure.taken_on ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: measure_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('measure', measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions) AS BLOB))), 0) AS coalesce_1
FROM measure
WHERE measure.taken_on >= :first AND measure.taken_on < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'measure' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: trial_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('trial', trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks) AS BLOB))), 0) AS coalesce_1
FROM trial NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'trial') AS anon_2

-- name: trial_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT trial.began_on AS "key", sum(crc32(CAST(json_array('trial', trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks) AS BLOB))) AS sum
FROM trial NOT INDEXED GROUP BY trial.began_on) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'trial' AND checksum."key" = "each"."key"

-- name: trial_put
INSERT INTO checksum ("of", "key", sum) SELECT 'trial' AS "of", trial.began_on AS "key", crc32(CAST(json_array('trial', trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks) AS BLOB)) AS sum
FROM trial
WHERE trial.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: trial_take
INSERT INTO checksum ("of", "key", sum) SELECT 'trial' AS "of", trial.began_on AS "key", -crc32(CAST(json_array('trial', trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks) AS BLOB)) AS sum
FROM trial
WHERE trial.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: trial_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'trial' AS "of", trial.began_on AS "key", sum(crc32(CAST(json_array('trial', trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks) AS BLOB))) AS sum
FROM trial
WHERE trial.id >= :first_id GROUP BY trial.began_on ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: trial_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('trial', trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks) AS BLOB))), 0) AS coalesce_1
FROM trial
WHERE trial.began_on >= :first AND trial.began_on < :before) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'trial' AND checksum."key" >= :first AND checksum."key" < :before) AS anon_2

-- name: taper_step_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('taper_step', taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day, taper_step.target_ug, taper_step.why) AS BLOB))), 0) AS coalesce_1
FROM taper_step NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'taper_step') AS anon_2

-- name: taper_step_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT CAST(taper_step.plan_id AS TEXT) AS "key", sum(crc32(CAST(json_array('taper_step', taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day, taper_step.target_ug, taper_step.why) AS BLOB))) AS sum
FROM taper_step NOT INDEXED GROUP BY CAST(taper_step.plan_id AS TEXT)) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'taper_step' AND checksum."key" = "each"."key"

-- name: taper_step_put
INSERT INTO checksum ("of", "key", sum) SELECT 'taper_step', CAST(taper_step.plan_id AS TEXT) AS plan_id, sum(crc32(CAST(json_array('taper_step', taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day, taper_step.target_ug, taper_step.why) AS BLOB))) AS sum_1
FROM taper_step
WHERE taper_step.plan_id = :plan_id GROUP BY taper_step.plan_id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: taper_step_take
INSERT INTO checksum ("of", "key", sum) SELECT 'taper_step', CAST(taper_step.plan_id AS TEXT) AS plan_id, sum(-crc32(CAST(json_array('taper_step', taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day, taper_step.target_ug, taper_step.why) AS BLOB))) AS sum_1
FROM taper_step
WHERE taper_step.plan_id = :plan_id GROUP BY taper_step.plan_id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: taper_step_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('taper_step', taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day, taper_step.target_ug, taper_step.why) AS BLOB))), 0) AS coalesce_1
FROM taper_step
WHERE taper_step.plan_id = :plan_id) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'taper_step' AND checksum."key" = CAST(:plan_id AS TEXT)) AS anon_2

-- name: hold_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('hold', hold.plan_id, hold.position, hold.placed_on, hold.days, hold.step_starts_on, hold.why) AS BLOB))), 0) AS coalesce_1
FROM hold NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'hold') AS anon_2

-- name: hold_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT CAST(hold.plan_id AS TEXT) AS "key", sum(crc32(CAST(json_array('hold', hold.plan_id, hold.position, hold.placed_on, hold.days, hold.step_starts_on, hold.why) AS BLOB))) AS sum
FROM hold NOT INDEXED GROUP BY CAST(hold.plan_id AS TEXT)) AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'hold' AND checksum."key" = "each"."key"

-- name: hold_put
INSERT INTO checksum ("of", "key", sum) SELECT 'hold', CAST(hold.plan_id AS TEXT) AS plan_id, sum(crc32(CAST(json_array('hold', hold.plan_id, hold.position, hold.placed_on, hold.days, hold.step_starts_on, hold.why) AS BLOB))) AS sum_1
FROM hold
WHERE hold.plan_id = :plan_id GROUP BY hold.plan_id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: hold_take
INSERT INTO checksum ("of", "key", sum) SELECT 'hold', CAST(hold.plan_id AS TEXT) AS plan_id, sum(-crc32(CAST(json_array('hold', hold.plan_id, hold.position, hold.placed_on, hold.days, hold.step_starts_on, hold.why) AS BLOB))) AS sum_1
FROM hold
WHERE hold.plan_id = :plan_id GROUP BY hold.plan_id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: hold_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('hold', hold.plan_id, hold.position, hold.placed_on, hold.days, hold.step_starts_on, hold.why) AS BLOB))), 0) AS coalesce_1
FROM hold
WHERE hold.plan_id = :plan_id) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'hold' AND checksum."key" = CAST(:plan_id AS TEXT)) AS anon_2

-- name: ledger_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('ledger', ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes) AS BLOB))), 0) AS coalesce_1
FROM ledger NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'ledger') AS anon_2

-- name: ledger_groups
SELECT (SELECT count(DISTINCT ledger.entry_id) AS count_1
FROM ledger) AS anon_1, (SELECT count(*) AS count_2
FROM checksum LEFT OUTER JOIN ledger ON ledger.id = CAST(checksum."key" AS INTEGER)
WHERE checksum."of" = 'ledger' AND ledger.entry_id = ledger.id AND checksum."key" = CAST(ledger.id AS TEXT) AND checksum.sum = crc32(CAST(json_array('ledger', ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes) AS BLOB)) + CASE WHEN (ledger.id IN (SELECT further.entry_id
FROM ledger AS further
WHERE further.entry_id != further.id)) THEN (SELECT sum(crc32(CAST(json_array('ledger', other.id, other.change_id, other.made_utc_ms, other.made_offset_min, other.made_zone, other.action, other.kind, other.entry_id, other.old, other.new, other.undoes) AS BLOB))) AS sum_1
FROM ledger AS other
WHERE other.entry_id = ledger.id AND other.id != ledger.id) ELSE 0 END) AS anon_2

-- name: ledger_put
INSERT INTO checksum ("of", "key", sum) SELECT 'ledger' AS "of", CAST(ledger.entry_id AS TEXT) AS "key", crc32(CAST(json_array('ledger', ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes) AS BLOB)) AS sum
FROM ledger
WHERE ledger.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: ledger_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'ledger' AS "of", CAST(ledger.entry_id AS TEXT) AS "key", crc32(CAST(json_array('ledger', ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes) AS BLOB)) AS sum
FROM ledger
WHERE ledger.id >= :first_id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: ledger_fits
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('ledger', ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes) AS BLOB))), 0) AS coalesce_1
FROM ledger
WHERE ledger.entry_id = :entry_id) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'ledger' AND checksum."key" = CAST(:entry_id AS TEXT)) AS anon_2

-- name: sync_diary_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('sync_diary', sync_diary.id, sync_diary.diary) AS BLOB))), 0) AS coalesce_1
FROM sync_diary NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'sync_diary') AS anon_2

-- name: sync_diary_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('sync_diary', sync_diary.id, sync_diary.diary) AS BLOB))) AS sum
FROM sync_diary NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'sync_diary' AND checksum."key" = "each"."key"

-- name: sync_diary_put
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_diary' AS "of", '' AS "key", crc32(CAST(json_array('sync_diary', sync_diary.id, sync_diary.diary) AS BLOB)) AS sum
FROM sync_diary
WHERE sync_diary.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: device_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('device', device.id, device.device, device.name, device.forgotten, device.newest, device.clock, device.chain) AS BLOB))), 0) AS coalesce_1
FROM device NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'device') AS anon_2

-- name: device_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('device', device.id, device.device, device.name, device.forgotten, device.newest, device.clock, device.chain) AS BLOB))) AS sum
FROM device NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'device' AND checksum."key" = "each"."key"

-- name: device_put
INSERT INTO checksum ("of", "key", sum) SELECT 'device' AS "of", '' AS "key", crc32(CAST(json_array('device', device.id, device.device, device.name, device.forgotten, device.newest, device.clock, device.chain) AS BLOB)) AS sum
FROM device
WHERE device.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: device_take
INSERT INTO checksum ("of", "key", sum) SELECT 'device' AS "of", '' AS "key", -crc32(CAST(json_array('device', device.id, device.device, device.name, device.forgotten, device.newest, device.clock, device.chain) AS BLOB)) AS sum
FROM device
WHERE device.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_line_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('sync_line', sync_line.id, sync_line.device_id, sync_line.number, sync_line.clock, sync_line.seen, sync_line.made_utc_ms, sync_line.made_offset_min, sync_line.made_zone, sync_line.action, sync_line.kind, sync_line."of", sync_line.changed, sync_line.new, sync_line.about_id, sync_line.ledger_id) AS BLOB))), 0) AS coalesce_1
FROM sync_line NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'sync_line') AS anon_2

-- name: sync_line_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('sync_line', sync_line.id, sync_line.device_id, sync_line.number, sync_line.clock, sync_line.seen, sync_line.made_utc_ms, sync_line.made_offset_min, sync_line.made_zone, sync_line.action, sync_line.kind, sync_line."of", sync_line.changed, sync_line.new, sync_line.about_id, sync_line.ledger_id) AS BLOB))) AS sum
FROM sync_line NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'sync_line' AND checksum."key" = "each"."key"

-- name: sync_line_put
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_line' AS "of", '' AS "key", crc32(CAST(json_array('sync_line', sync_line.id, sync_line.device_id, sync_line.number, sync_line.clock, sync_line.seen, sync_line.made_utc_ms, sync_line.made_offset_min, sync_line.made_zone, sync_line.action, sync_line.kind, sync_line."of", sync_line.changed, sync_line.new, sync_line.about_id, sync_line.ledger_id) AS BLOB)) AS sum
FROM sync_line
WHERE sync_line.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_line_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_line' AS "of", '' AS "key", sum(crc32(CAST(json_array('sync_line', sync_line.id, sync_line.device_id, sync_line.number, sync_line.clock, sync_line.seen, sync_line.made_utc_ms, sync_line.made_offset_min, sync_line.made_zone, sync_line.action, sync_line.kind, sync_line."of", sync_line.changed, sync_line.new, sync_line.about_id, sync_line.ledger_id) AS BLOB))) AS sum
FROM sync_line
WHERE sync_line.id >= :first_id GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_entry_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('sync_entry', sync_entry.id, sync_entry.device_id, sync_entry.number, sync_entry.group_id, sync_entry.kind, sync_entry.entry_id) AS BLOB))), 0) AS coalesce_1
FROM sync_entry NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'sync_entry') AS anon_2

-- name: sync_entry_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('sync_entry', sync_entry.id, sync_entry.device_id, sync_entry.number, sync_entry.group_id, sync_entry.kind, sync_entry.entry_id) AS BLOB))) AS sum
FROM sync_entry NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'sync_entry' AND checksum."key" = "each"."key"

-- name: sync_entry_put
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_entry' AS "of", '' AS "key", crc32(CAST(json_array('sync_entry', sync_entry.id, sync_entry.device_id, sync_entry.number, sync_entry.group_id, sync_entry.kind, sync_entry.entry_id) AS BLOB)) AS sum
FROM sync_entry
WHERE sync_entry.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_entry_take
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_entry' AS "of", '' AS "key", -crc32(CAST(json_array('sync_entry', sync_entry.id, sync_entry.device_id, sync_entry.number, sync_entry.group_id, sync_entry.kind, sync_entry.entry_id) AS BLOB)) AS sum
FROM sync_entry
WHERE sync_entry.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_entry_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_entry' AS "of", '' AS "key", sum(crc32(CAST(json_array('sync_entry', sync_entry.id, sync_entry.device_id, sync_entry.number, sync_entry.group_id, sync_entry.kind, sync_entry.entry_id) AS BLOB))) AS sum
FROM sync_entry
WHERE sync_entry.id >= :first_id GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_key_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('sync_key', sync_key.id, sync_key.about_id, sync_key."key") AS BLOB))), 0) AS coalesce_1
FROM sync_key NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'sync_key') AS anon_2

-- name: sync_key_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('sync_key', sync_key.id, sync_key.about_id, sync_key."key") AS BLOB))) AS sum
FROM sync_key NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'sync_key' AND checksum."key" = "each"."key"

-- name: sync_key_put
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_key' AS "of", '' AS "key", crc32(CAST(json_array('sync_key', sync_key.id, sync_key.about_id, sync_key."key") AS BLOB)) AS sum
FROM sync_key
WHERE sync_key.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_key_take
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_key' AS "of", '' AS "key", -crc32(CAST(json_array('sync_key', sync_key.id, sync_key.about_id, sync_key."key") AS BLOB)) AS sum
FROM sync_key
WHERE sync_key.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_key_put_since
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_key' AS "of", '' AS "key", sum(crc32(CAST(json_array('sync_key', sync_key.id, sync_key.about_id, sync_key."key") AS BLOB))) AS sum
FROM sync_key
WHERE sync_key.id >= :first_id GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_open_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('sync_open', sync_open.id, sync_open.about_id, sync_open.entry_id, sync_open.what, sync_open.open) AS BLOB))), 0) AS coalesce_1
FROM sync_open NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'sync_open') AS anon_2

-- name: sync_open_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('sync_open', sync_open.id, sync_open.about_id, sync_open.entry_id, sync_open.what, sync_open.open) AS BLOB))) AS sum
FROM sync_open NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'sync_open' AND checksum."key" = "each"."key"

-- name: sync_open_put
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_open' AS "of", '' AS "key", crc32(CAST(json_array('sync_open', sync_open.id, sync_open.about_id, sync_open.entry_id, sync_open.what, sync_open.open) AS BLOB)) AS sum
FROM sync_open
WHERE sync_open.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_open_take
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_open' AS "of", '' AS "key", -crc32(CAST(json_array('sync_open', sync_open.id, sync_open.about_id, sync_open.entry_id, sync_open.what, sync_open.open) AS BLOB)) AS sum
FROM sync_open
WHERE sync_open.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: sync_change_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('sync_change', sync_change.id) AS BLOB))), 0) AS coalesce_1
FROM sync_change NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'sync_change') AS anon_2

-- name: sync_change_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('sync_change', sync_change.id) AS BLOB))) AS sum
FROM sync_change NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'sync_change' AND checksum."key" = "each"."key"

-- name: sync_change_put
INSERT INTO checksum ("of", "key", sum) SELECT 'sync_change' AS "of", '' AS "key", crc32(CAST(json_array('sync_change', sync_change.id) AS BLOB)) AS sum
FROM sync_change
WHERE sync_change.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: import_note_fits_whole
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('import_note', import_note.id, import_note.line, import_note.other_line, import_note.other_mark, import_note.wrote, import_note.copies) AS BLOB))), 0) AS coalesce_1
FROM import_note NOT INDEXED) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'import_note') AS anon_2

-- name: import_note_groups
SELECT count(*) AS count_1, coalesce(sum(CAST(checksum.sum = "each".sum AS INTEGER)), 0) AS coalesce_1
FROM (SELECT '' AS "key", sum(crc32(CAST(json_array('import_note', import_note.id, import_note.line, import_note.other_line, import_note.other_mark, import_note.wrote, import_note.copies) AS BLOB))) AS sum
FROM import_note NOT INDEXED GROUP BY '') AS "each" LEFT OUTER JOIN checksum ON checksum."of" = 'import_note' AND checksum."key" = "each"."key"

-- name: import_note_put
INSERT INTO checksum ("of", "key", sum) SELECT 'import_note' AS "of", '' AS "key", crc32(CAST(json_array('import_note', import_note.id, import_note.line, import_note.other_line, import_note.other_mark, import_note.wrote, import_note.copies) AS BLOB)) AS sum
FROM import_note
WHERE import_note.id = :id ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: checksum_tidy
DELETE FROM checksum WHERE checksum."of" = :of AND checksum."key" = :key AND checksum.sum = 0

-- name: checksum_span
SELECT (SELECT min(checksum."key") AS min_1
FROM checksum
WHERE checksum."of" = :of) AS anon_1, (SELECT max(checksum."key") AS max_1
FROM checksum
WHERE checksum."of" = :of) AS anon_2

-- name: checksum_days
SELECT DISTINCT checksum."key"
FROM checksum
WHERE checksum."of" IN ('night', 'sleep', 'dose', 'magnesium', 'factor', 'symptom', 'medicine') ORDER BY checksum."key"

-- name: checksum_wrong
SELECT "each"."of", "each"."key", sum("each".sum) AS off
FROM (SELECT checksum."of" AS "of", checksum."key" AS "key", checksum.sum AS sum
FROM checksum
WHERE checksum."of" != 'lines' UNION ALL SELECT 'night' AS "of", night.night_of AS "key", -crc32(CAST(json_array('night', night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note, night.sitting, night.mood, night.concentration) AS BLOB)) AS sum
FROM night NOT INDEXED UNION ALL SELECT 'sleep' AS "of", sleep.night_of AS "key", -crc32(CAST(json_array('sleep', sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.awake_least_min, sleep.unslept_least_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note) AS BLOB)) AS sum
FROM sleep NOT INDEXED UNION ALL SELECT 'dose' AS "of", dose.night_of AS "key", -crc32(CAST(json_array('dose', dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note, dose.amount_ug, dose.none_of, dose.helped) AS BLOB)) AS sum
FROM dose NOT INDEXED UNION ALL SELECT 'magnesium' AS "of", magnesium.night_of AS "key", -crc32(CAST(json_array('magnesium', magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical, magnesium.helped, magnesium.note) AS BLOB)) AS sum
FROM magnesium NOT INDEXED UNION ALL SELECT 'product' AS "of", '' AS "key", -crc32(CAST(json_array('product', product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on, product.capsule_ug, product.weight_ug) AS BLOB)) AS sum
FROM product NOT INDEXED UNION ALL SELECT 'plan' AS "of", '' AS "key", -crc32(CAST(json_array('plan', "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug, "plan".coin) AS BLOB)) AS sum
FROM "plan" NOT INDEXED UNION ALL SELECT 'factor' AS "of", factor.night_of AS "key", -crc32(CAST(json_array('factor', factor.id, factor.recalled, factor.night_of, factor.zone, factor.at_utc_s, factor.at_offset_min, factor.name, factor.amount, factor.helped, factor.note) AS BLOB)) AS sum
FROM factor NOT INDEXED UNION ALL SELECT 'symptom' AS "of", symptom.night_of AS "key", -crc32(CAST(json_array('symptom', symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade, symptom.note) AS BLOB)) AS sum
FROM symptom NOT INDEXED UNION ALL SELECT 'medicine' AS "of", medicine.night_of AS "key", -crc32(CAST(json_array('medicine', medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount, medicine.helped, medicine.note) AS BLOB)) AS sum
FROM medicine NOT INDEXED UNION ALL SELECT 'measure' AS "of", measure.taken_on AS "key", -crc32(CAST(json_array('measure', measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by", measure.conditions) AS BLOB)) AS sum
FROM measure NOT INDEXED UNION ALL SELECT 'trial' AS "of", trial.began_on AS "key", -crc32(CAST(json_array('trial', trial.id, trial.began_on, trial.name, trial.pairs, trial.score, trial.draws, trial.did, trial.looks) AS BLOB)) AS sum
FROM trial NOT INDEXED UNION ALL SELECT 'taper_step' AS "of", CAST(taper_step.plan_id AS TEXT) AS "key", -crc32(CAST(json_array('taper_step', taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day, taper_step.target_ug, taper_step.why) AS BLOB)) AS sum
FROM taper_step NOT INDEXED UNION ALL SELECT 'hold' AS "of", CAST(hold.plan_id AS TEXT) AS "key", -crc32(CAST(json_array('hold', hold.plan_id, hold.position, hold.placed_on, hold.days, hold.step_starts_on, hold.why) AS BLOB)) AS sum
FROM hold NOT INDEXED UNION ALL SELECT 'ledger' AS "of", CAST(ledger.entry_id AS TEXT) AS "key", -crc32(CAST(json_array('ledger', ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes) AS BLOB)) AS sum
FROM ledger NOT INDEXED UNION ALL SELECT 'sync_diary' AS "of", '' AS "key", -crc32(CAST(json_array('sync_diary', sync_diary.id, sync_diary.diary) AS BLOB)) AS sum
FROM sync_diary NOT INDEXED UNION ALL SELECT 'device' AS "of", '' AS "key", -crc32(CAST(json_array('device', device.id, device.device, device.name, device.forgotten, device.newest, device.clock, device.chain) AS BLOB)) AS sum
FROM device NOT INDEXED UNION ALL SELECT 'sync_line' AS "of", '' AS "key", -crc32(CAST(json_array('sync_line', sync_line.id, sync_line.device_id, sync_line.number, sync_line.clock, sync_line.seen, sync_line.made_utc_ms, sync_line.made_offset_min, sync_line.made_zone, sync_line.action, sync_line.kind, sync_line."of", sync_line.changed, sync_line.new, sync_line.about_id, sync_line.ledger_id) AS BLOB)) AS sum
FROM sync_line NOT INDEXED UNION ALL SELECT 'sync_entry' AS "of", '' AS "key", -crc32(CAST(json_array('sync_entry', sync_entry.id, sync_entry.device_id, sync_entry.number, sync_entry.group_id, sync_entry.kind, sync_entry.entry_id) AS BLOB)) AS sum
FROM sync_entry NOT INDEXED UNION ALL SELECT 'sync_key' AS "of", '' AS "key", -crc32(CAST(json_array('sync_key', sync_key.id, sync_key.about_id, sync_key."key") AS BLOB)) AS sum
FROM sync_key NOT INDEXED UNION ALL SELECT 'sync_open' AS "of", '' AS "key", -crc32(CAST(json_array('sync_open', sync_open.id, sync_open.about_id, sync_open.entry_id, sync_open.what, sync_open.open) AS BLOB)) AS sum
FROM sync_open NOT INDEXED UNION ALL SELECT 'sync_change' AS "of", '' AS "key", -crc32(CAST(json_array('sync_change', sync_change.id) AS BLOB)) AS sum
FROM sync_change NOT INDEXED UNION ALL SELECT 'import_note' AS "of", '' AS "key", -crc32(CAST(json_array('import_note', import_note.id, import_note.line, import_note.other_line, import_note.other_mark, import_note.wrote, import_note.copies) AS BLOB)) AS sum
FROM import_note NOT INDEXED) AS "each" GROUP BY "each"."of", "each"."key"
HAVING sum("each".sum) != 0 ORDER BY "each"."of", "each"."key"

-- name: checksum_groups
SELECT checksum."of", count(*) AS count_1
FROM checksum GROUP BY checksum."of"

-- name: lines_put
INSERT INTO checksum ("of", "key", sum) VALUES ('lines', '', :number) ON CONFLICT ("of", "key") DO UPDATE SET sum = (checksum.sum + excluded.sum)

-- name: lines_fit
SELECT (SELECT coalesce(max(ledger.id), 0) AS coalesce_1
FROM ledger) AS anon_1, coalesce((SELECT checksum.sum
FROM checksum
WHERE checksum."of" = 'lines' AND checksum."key" = ''), 0) AS coalesce_2

-- name: ledger_numbers_fit
SELECT CAST(coalesce((SELECT count(*) AS count_1
FROM ledger), 0) AS TEXT) || ' ' || CAST((SELECT count(*) AS count_1
FROM ledger) - (SELECT count(*) AS count_2
FROM ledger INDEXED BY ledger_by_entry
WHERE ledger.id != ledger.entry_id) AS TEXT) AS anon_1, CAST(coalesce((SELECT checksum.sum
FROM checksum
WHERE checksum."of" = 'lines' AND checksum."key" = ''), 0) AS TEXT) || ' ' || CAST((SELECT count(*) AS count_3
FROM checksum
WHERE checksum."of" = 'ledger') AS TEXT) AS anon_2

-- name: ledger_fits_within
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('ledger', ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes) AS BLOB))), 0) AS coalesce_1
FROM ledger
WHERE ledger.entry_id IN (SELECT chosen.entry_id
FROM (SELECT ledger.entry_id AS entry_id
FROM ledger INDEXED BY ledger_by_entry
WHERE ledger.id != ledger.entry_id UNION SELECT night.id AS id
FROM night
WHERE night.night_of >= :from_night AND night.night_of < :before_night UNION SELECT sleep.id AS id
FROM sleep
WHERE sleep.night_of >= :from_night AND sleep.night_of < :before_night UNION SELECT dose.id AS id
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night UNION SELECT magnesium.id AS id
FROM magnesium
WHERE magnesium.night_of >= :from_night AND magnesium.night_of < :before_night UNION SELECT factor.id AS id
FROM factor
WHERE factor.night_of >= :from_night AND factor.night_of < :before_night UNION SELECT symptom.id AS id
FROM symptom
WHERE symptom.night_of >= :from_night AND symptom.night_of < :before_night UNION SELECT medicine.id AS id
FROM medicine
WHERE medicine.night_of >= :from_night AND medicine.night_of < :before_night) AS chosen)) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'ledger' AND checksum."key" IN (SELECT CAST(chosen.entry_id AS TEXT) AS entry_id
FROM (SELECT ledger.entry_id AS entry_id
FROM ledger INDEXED BY ledger_by_entry
WHERE ledger.id != ledger.entry_id UNION SELECT night.id AS id
FROM night
WHERE night.night_of >= :from_night AND night.night_of < :before_night UNION SELECT sleep.id AS id
FROM sleep
WHERE sleep.night_of >= :from_night AND sleep.night_of < :before_night UNION SELECT dose.id AS id
FROM dose
WHERE dose.night_of >= :from_night AND dose.night_of < :before_night UNION SELECT magnesium.id AS id
FROM magnesium
WHERE magnesium.night_of >= :from_night AND magnesium.night_of < :before_night UNION SELECT factor.id AS id
FROM factor
WHERE factor.night_of >= :from_night AND factor.night_of < :before_night UNION SELECT symptom.id AS id
FROM symptom
WHERE symptom.night_of >= :from_night AND symptom.night_of < :before_night UNION SELECT medicine.id AS id
FROM medicine
WHERE medicine.night_of >= :from_night AND medicine.night_of < :before_night) AS chosen)) AS anon_2

-- name: ledger_fits_of_plans
SELECT (SELECT coalesce(sum(crc32(CAST(json_array('ledger', ledger.id, ledger.change_id, ledger.made_utc_ms, ledger.made_offset_min, ledger.made_zone, ledger.action, ledger.kind, ledger.entry_id, ledger.old, ledger.new, ledger.undoes) AS BLOB))), 0) AS coalesce_1
FROM ledger
WHERE ledger.entry_id IN (SELECT chosen.entry_id
FROM (SELECT ledger.entry_id AS entry_id
FROM ledger INDEXED BY ledger_by_entry
WHERE ledger.id != ledger.entry_id UNION SELECT "plan".id AS id
FROM "plan") AS chosen)) AS anon_1, (SELECT coalesce(sum(checksum.sum), 0) AS coalesce_2
FROM checksum
WHERE checksum."of" = 'ledger' AND checksum."key" IN (SELECT CAST(chosen.entry_id AS TEXT) AS entry_id
FROM (SELECT ledger.entry_id AS entry_id
FROM ledger INDEXED BY ledger_by_entry
WHERE ledger.id != ledger.entry_id UNION SELECT "plan".id AS id
FROM "plan") AS chosen)) AS anon_2

-- name: night_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(night.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((night.id % 1009 + 1) * CAST(replace(night.night_of, '-', '') AS INTEGER) * CAST(typeof(night.night_of) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_2
FROM night INDEXED BY sqlite_autoindex_night_1) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(night.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((night.id % 1009 + 1) * CAST(replace(night.night_of, '-', '') AS INTEGER) * CAST(typeof(night.night_of) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_4
FROM night NOT INDEXED) AS anon_3

-- name: sleep_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sleep.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sleep.id % 1009 + 1) * CAST(replace(sleep.night_of, '-', '') AS INTEGER) * CAST(typeof(sleep.night_of) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_2
FROM sleep INDEXED BY sqlite_autoindex_sleep_1) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sleep.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sleep.id % 1009 + 1) * CAST(replace(sleep.night_of, '-', '') AS INTEGER) * CAST(typeof(sleep.night_of) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_4
FROM sleep NOT INDEXED) AS anon_3

-- name: dose_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(dose.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((dose.id % 1009 + 1) * CAST(replace(dose.night_of, '-', '') AS INTEGER) * CAST(typeof(dose.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((dose.id % 1009 + 1) * dose.at_utc_s), 0) AS TEXT) AS anon_2
FROM dose INDEXED BY dose_by_night) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(dose.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((dose.id % 1009 + 1) * CAST(replace(dose.night_of, '-', '') AS INTEGER) * CAST(typeof(dose.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((dose.id % 1009 + 1) * dose.at_utc_s), 0) AS TEXT) AS anon_4
FROM dose NOT INDEXED) AS anon_3

-- name: magnesium_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(magnesium.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((magnesium.id % 1009 + 1) * CAST(replace(magnesium.night_of, '-', '') AS INTEGER) * CAST(typeof(magnesium.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((magnesium.id % 1009 + 1) * magnesium.at_utc_s), 0) AS TEXT) AS anon_2
FROM magnesium INDEXED BY magnesium_by_night) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(magnesium.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((magnesium.id % 1009 + 1) * CAST(replace(magnesium.night_of, '-', '') AS INTEGER) * CAST(typeof(magnesium.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((magnesium.id % 1009 + 1) * magnesium.at_utc_s), 0) AS TEXT) AS anon_4
FROM magnesium NOT INDEXED) AS anon_3

-- name: factor_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(factor.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((factor.id % 1009 + 1) * CAST(replace(factor.night_of, '-', '') AS INTEGER) * CAST(typeof(factor.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((factor.id % 1009 + 1) * factor.at_utc_s), 0) AS TEXT) AS anon_2
FROM factor INDEXED BY factor_by_night) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(factor.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((factor.id % 1009 + 1) * CAST(replace(factor.night_of, '-', '') AS INTEGER) * CAST(typeof(factor.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((factor.id % 1009 + 1) * factor.at_utc_s), 0) AS TEXT) AS anon_4
FROM factor NOT INDEXED) AS anon_3

-- name: symptom_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(symptom.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((symptom.id % 1009 + 1) * CAST(replace(symptom.night_of, '-', '') AS INTEGER) * CAST(typeof(symptom.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((symptom.id % 1009 + 1) * crc32(CAST(symptom.name AS BLOB)) * CAST(typeof(symptom.name) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_2
FROM symptom INDEXED BY sqlite_autoindex_symptom_1) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(symptom.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((symptom.id % 1009 + 1) * CAST(replace(symptom.night_of, '-', '') AS INTEGER) * CAST(typeof(symptom.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((symptom.id % 1009 + 1) * crc32(CAST(symptom.name AS BLOB)) * CAST(typeof(symptom.name) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_4
FROM symptom NOT INDEXED) AS anon_3

-- name: medicine_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(medicine.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((medicine.id % 1009 + 1) * CAST(replace(medicine.night_of, '-', '') AS INTEGER) * CAST(typeof(medicine.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((medicine.id % 1009 + 1) * medicine.at_utc_s), 0) AS TEXT) AS anon_2
FROM medicine INDEXED BY medicine_by_night) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(medicine.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((medicine.id % 1009 + 1) * CAST(replace(medicine.night_of, '-', '') AS INTEGER) * CAST(typeof(medicine.night_of) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((medicine.id % 1009 + 1) * medicine.at_utc_s), 0) AS TEXT) AS anon_4
FROM medicine NOT INDEXED) AS anon_3

-- name: measure_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(measure.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((measure.id % 1009 + 1) * CAST(replace(measure.taken_on, '-', '') AS INTEGER) * CAST(typeof(measure.taken_on) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((measure.id % 1009 + 1) * crc32(CAST(measure.name AS BLOB)) * CAST(typeof(measure.name) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_2
FROM measure INDEXED BY measure_by_day) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(measure.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((measure.id % 1009 + 1) * CAST(replace(measure.taken_on, '-', '') AS INTEGER) * CAST(typeof(measure.taken_on) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((measure.id % 1009 + 1) * crc32(CAST(measure.name AS BLOB)) * CAST(typeof(measure.name) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_4
FROM measure NOT INDEXED) AS anon_3

-- name: trial_by_day_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(trial.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((trial.id % 1009 + 1) * CAST(replace(trial.began_on, '-', '') AS INTEGER) * CAST(typeof(trial.began_on) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((trial.id % 1009 + 1) * crc32(CAST(trial.name AS BLOB)) * CAST(typeof(trial.name) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_2
FROM trial INDEXED BY sqlite_autoindex_trial_1) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(trial.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((trial.id % 1009 + 1) * CAST(replace(trial.began_on, '-', '') AS INTEGER) * CAST(typeof(trial.began_on) = 'text' AS INTEGER)), 0) AS TEXT) || ' ' || CAST(coalesce(sum((trial.id % 1009 + 1) * crc32(CAST(trial.name AS BLOB)) * CAST(typeof(trial.name) = 'text' AS INTEGER)), 0) AS TEXT) AS anon_4
FROM trial NOT INDEXED) AS anon_3

-- name: dose_by_product_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(dose.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((dose.id % 1009 + 1) * dose.product_id), 0) AS TEXT) AS anon_2
FROM dose INDEXED BY dose_by_product
WHERE dose.product_id IS NOT NULL) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(dose.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((dose.id % 1009 + 1) * dose.product_id), 0) AS TEXT) AS anon_4
FROM dose NOT INDEXED
WHERE dose.product_id IS NOT NULL) AS anon_3

-- name: ledger_by_entry_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(ledger.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((ledger.id % 1009 + 1) * ledger.entry_id), 0) AS TEXT) AS anon_2
FROM ledger INDEXED BY ledger_by_entry) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(ledger.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((ledger.id % 1009 + 1) * ledger.entry_id), 0) AS TEXT) AS anon_4
FROM ledger NOT INDEXED) AS anon_3

-- name: sync_line_by_number_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_line.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_line.id % 1009 + 1) * sync_line.device_id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_line.id % 1009 + 1) * sync_line.number), 0) AS TEXT) AS anon_2
FROM sync_line INDEXED BY sqlite_autoindex_sync_line_1) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_line.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_line.id % 1009 + 1) * sync_line.device_id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_line.id % 1009 + 1) * sync_line.number), 0) AS TEXT) AS anon_4
FROM sync_line NOT INDEXED) AS anon_3

-- name: sync_line_by_entry_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_line.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_line.id % 1009 + 1) * sync_line.about_id), 0) AS TEXT) AS anon_2
FROM sync_line INDEXED BY sync_line_by_entry) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_line.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_line.id % 1009 + 1) * sync_line.about_id), 0) AS TEXT) AS anon_4
FROM sync_line NOT INDEXED) AS anon_3

-- name: sync_line_by_ledger_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_line.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_line.id % 1009 + 1) * sync_line.ledger_id), 0) AS TEXT) AS anon_2
FROM sync_line INDEXED BY sync_line_by_ledger) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_line.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_line.id % 1009 + 1) * sync_line.ledger_id), 0) AS TEXT) AS anon_4
FROM sync_line NOT INDEXED) AS anon_3

-- name: sync_entry_by_group_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_entry.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_entry.id % 1009 + 1) * sync_entry.group_id), 0) AS TEXT) AS anon_2
FROM sync_entry INDEXED BY sync_entry_by_group) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_entry.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_entry.id % 1009 + 1) * sync_entry.group_id), 0) AS TEXT) AS anon_4
FROM sync_entry NOT INDEXED) AS anon_3

-- name: sync_key_by_key_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_key.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_key.id % 1009 + 1) * crc32(CAST(sync_key."key" AS BLOB)) * CAST(typeof(sync_key."key") = 'text' AS INTEGER)), 0) AS TEXT) AS anon_2
FROM sync_key INDEXED BY sync_key_by_key) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_key.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_key.id % 1009 + 1) * crc32(CAST(sync_key."key" AS BLOB)) * CAST(typeof(sync_key."key") = 'text' AS INTEGER)), 0) AS TEXT) AS anon_4
FROM sync_key NOT INDEXED) AS anon_3

-- name: sync_key_by_entry_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_key.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_key.id % 1009 + 1) * sync_key.about_id), 0) AS TEXT) AS anon_2
FROM sync_key INDEXED BY sync_key_by_entry) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_key.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_key.id % 1009 + 1) * sync_key.about_id), 0) AS TEXT) AS anon_4
FROM sync_key NOT INDEXED) AS anon_3

-- name: sync_open_by_entry_fits
SELECT (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_open.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_open.id % 1009 + 1) * sync_open.about_id), 0) AS TEXT) AS anon_2
FROM sync_open INDEXED BY sync_open_by_entry) AS anon_1, (SELECT CAST(count(*) AS TEXT) || ' ' || CAST(coalesce(sum(sync_open.id), 0) AS TEXT) || ' ' || CAST(coalesce(sum((sync_open.id % 1009 + 1) * sync_open.about_id), 0) AS TEXT) AS anon_4
FROM sync_open NOT INDEXED) AS anon_3

-- name: night_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM night NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT night.id AS id
FROM night NOT INDEXED ORDER BY night.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN night AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: sleep_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM sleep NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT sleep.id AS id
FROM sleep NOT INDEXED ORDER BY sleep.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN sleep AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: dose_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM dose NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT dose.id AS id
FROM dose NOT INDEXED ORDER BY dose.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN dose AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: magnesium_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM magnesium NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT magnesium.id AS id
FROM magnesium NOT INDEXED ORDER BY magnesium.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN magnesium AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: factor_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM factor NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT factor.id AS id
FROM factor NOT INDEXED ORDER BY factor.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN factor AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: symptom_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM symptom NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT symptom.id AS id
FROM symptom NOT INDEXED ORDER BY symptom.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN symptom AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: medicine_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM medicine NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT medicine.id AS id
FROM medicine NOT INDEXED ORDER BY medicine.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN medicine AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: measure_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM measure NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT measure.id AS id
FROM measure NOT INDEXED ORDER BY measure.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN measure AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: trial_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM trial NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT trial.id AS id
FROM trial NOT INDEXED ORDER BY trial.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN trial AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: product_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM product NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT product.id AS id
FROM product NOT INDEXED ORDER BY product.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN product AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: plan_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM "plan" NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT "plan".id AS id
FROM "plan" NOT INDEXED ORDER BY "plan".id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN "plan" AS found NOT INDEXED ON found.id = numbers.id) AS anon_2

-- name: ledger_by_id_fits
SELECT (SELECT count(*) AS count_1
FROM ledger NOT INDEXED) AS anon_1, (SELECT count(*) AS count_2
FROM (SELECT ledger.id AS id
FROM ledger NOT INDEXED ORDER BY ledger.id DESC
 LIMIT -1 OFFSET 0) AS numbers JOIN ledger AS found NOT INDEXED ON found.id = numbers.id) AS anon_2
