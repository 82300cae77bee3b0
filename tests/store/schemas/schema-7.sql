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
