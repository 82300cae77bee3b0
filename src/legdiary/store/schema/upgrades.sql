-- Made by `python tools/make_docs.py upgrades` from migrations.py; edit that, never this.

-- name: from_1
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
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT helped_range CHECK (helped BETWEEN 0 AND 3),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
CREATE INDEX factor_by_night ON factor (night_of, at_utc_s);
CREATE TABLE symptom (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  name TEXT NOT NULL,
  grade INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT grade_range CHECK (grade BETWEEN 0 AND 3),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  UNIQUE (night_of, name),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
CREATE TABLE medicine (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  zone TEXT NOT NULL,
  at_utc_s INTEGER NOT NULL,
  at_offset_min INTEGER NOT NULL,
  name TEXT NOT NULL,
  amount TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT amount_given CHECK (amount <> ''),
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
CREATE INDEX medicine_by_night ON medicine (night_of, at_utc_s);
CREATE TABLE measure (
  id INTEGER NOT NULL,
  taken_on TEXT NOT NULL,
  name TEXT NOT NULL,
  value_milli INTEGER NOT NULL,
  unit TEXT NOT NULL,
  "by" TEXT,
  PRIMARY KEY (id),
  CONSTRAINT by_known CHECK ("by" IN ('self', 'clinician')),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT taken_on_is_a_day CHECK (taken_on IS date(taken_on, '+0 days')),
  CONSTRAINT unit_given CHECK (unit <> ''),
  CONSTRAINT value_range CHECK (value_milli BETWEEN 0 AND 1000000000),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
CREATE INDEX measure_by_day ON measure (taken_on, name);

-- name: from_2
CREATE TABLE _alembic_tmp_sleep (
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
  CONSTRAINT awake_least_min_is_a_bound CHECK (awake_least_min IS NULL OR (awake_least_min BETWEEN 1 AND 1440 AND awake_min IS NULL AND bed_utc_s IS NOT NULL)),
  CONSTRAINT awake_min_range CHECK (awake_min BETWEEN 0 AND 1440),
  CONSTRAINT bed_before_wake CHECK (bed_utc_s < wake_utc_s),
  CONSTRAINT bed_is_whole CHECK ((bed_utc_s IS NULL) = (bed_offset_min IS NULL) AND (bed_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT bed_with_wake CHECK ((bed_utc_s IS NULL) = (wake_utc_s IS NULL)),
  CONSTRAINT latency_min_range CHECK (latency_min BETWEEN 0 AND 1440),
  CONSTRAINT lying_awake_min_range CHECK (lying_awake_min BETWEEN 0 AND 1440),
  CONSTRAINT nap_min_range CHECK (nap_min BETWEEN 0 AND 1440),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT pacing_min_range CHECK (pacing_min BETWEEN 0 AND 1440),
  CONSTRAINT planned_is_whole CHECK ((planned_utc_s IS NULL) = (planned_offset_min IS NULL) AND (planned_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT quality_range CHECK (quality BETWEEN 1 AND 5),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  CONSTRAINT times_range CHECK (times BETWEEN 0 AND 99),
  CONSTRAINT total_min_range CHECK (total_min BETWEEN 0 AND 1440),
  CONSTRAINT tried_is_whole CHECK ((tried_utc_s IS NULL) = (tried_offset_min IS NULL) AND (tried_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT unslept_least_min_is_a_bound CHECK (unslept_least_min IS NULL OR (unslept_least_min BETWEEN 1 AND 1440 AND awake_min IS NULL AND bed_utc_s IS NOT NULL)),
  CONSTRAINT up_is_whole CHECK ((up_utc_s IS NULL) = (up_offset_min IS NULL) AND (up_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT wake_is_whole CHECK ((wake_utc_s IS NULL) = (wake_offset_min IS NULL) AND (wake_utc_s IS NULL OR zone IS NOT NULL)),
  UNIQUE (night_of),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_sleep (id, recalled, night_of, zone, bed_utc_s, bed_offset_min, tried_utc_s, tried_offset_min, wake_utc_s, wake_offset_min, up_utc_s, up_offset_min, planned_utc_s, planned_offset_min, latency_min, awake_min, times, pacing_min, lying_awake_min, total_min, quality, nap_min, note) SELECT sleep.id, sleep.recalled, sleep.night_of, sleep.zone, sleep.bed_utc_s, sleep.bed_offset_min, sleep.tried_utc_s, sleep.tried_offset_min, sleep.wake_utc_s, sleep.wake_offset_min, sleep.up_utc_s, sleep.up_offset_min, sleep.planned_utc_s, sleep.planned_offset_min, sleep.latency_min, sleep.awake_min, sleep.times, sleep.pacing_min, sleep.lying_awake_min, sleep.total_min, sleep.quality, sleep.nap_min, sleep.note
FROM sleep;
DROP TABLE sleep;
ALTER TABLE _alembic_tmp_sleep RENAME TO sleep;

-- name: from_3
CREATE TABLE checksum (
  "of" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY ("of", "key")
)
 WITHOUT ROWID,
 STRICT;
INSERT INTO checksum SELECT 'night', night_of, sum(crc32(CAST(json_array('night', id, recalled, night_of, severity, missed, falling_asleep, overnight, day_resting, day_active, onset_min, body_parts, sensations, note) AS BLOB))) FROM night GROUP BY night_of;
INSERT INTO checksum SELECT 'sleep', night_of, sum(crc32(CAST(json_array('sleep', id, recalled, night_of, zone, bed_utc_s, bed_offset_min, tried_utc_s, tried_offset_min, wake_utc_s, wake_offset_min, up_utc_s, up_offset_min, planned_utc_s, planned_offset_min, latency_min, awake_min, awake_least_min, unslept_least_min, times, pacing_min, lying_awake_min, total_min, quality, nap_min, note) AS BLOB))) FROM sleep GROUP BY night_of;
INSERT INTO checksum SELECT 'dose', night_of, sum(crc32(CAST(json_array('dose', id, recalled, night_of, zone, at_utc_s, at_offset_min, amount_mg, product_id, note) AS BLOB))) FROM dose GROUP BY night_of;
INSERT INTO checksum SELECT 'magnesium', night_of, sum(crc32(CAST(json_array('magnesium', id, recalled, night_of, zone, at_utc_s, at_offset_min, elemental_mg, basis, form, salt_mg, topical) AS BLOB))) FROM magnesium GROUP BY night_of;
INSERT INTO checksum SELECT 'factor', night_of, sum(crc32(CAST(json_array('factor', id, recalled, night_of, zone, at_utc_s, at_offset_min, name, amount, helped, note) AS BLOB))) FROM factor GROUP BY night_of;
INSERT INTO checksum SELECT 'symptom', night_of, sum(crc32(CAST(json_array('symptom', id, recalled, night_of, name, grade) AS BLOB))) FROM symptom GROUP BY night_of;
INSERT INTO checksum SELECT 'medicine', night_of, sum(crc32(CAST(json_array('medicine', id, recalled, night_of, zone, at_utc_s, at_offset_min, name, amount) AS BLOB))) FROM medicine GROUP BY night_of;
INSERT INTO checksum SELECT 'measure', taken_on, sum(crc32(CAST(json_array('measure', id, taken_on, name, value_milli, unit, "by") AS BLOB))) FROM measure GROUP BY taken_on;
INSERT INTO checksum SELECT 'product', '', sum(crc32(CAST(json_array('product', id, name, product_kind, capsule_mg, mitragynine_low_ug, mitragynine_high_ug, weight_mg, opened_on) AS BLOB))) FROM product GROUP BY '';
INSERT INTO checksum SELECT 'plan', '', sum(crc32(CAST(json_array('plan', id, name, starts_on, scale_mg, ended_on) AS BLOB))) FROM "plan" GROUP BY '';
INSERT INTO checksum SELECT 'taper_step', CAST(plan_id AS TEXT), sum(crc32(CAST(json_array('taper_step', plan_id, starts_on, target_mg, doses_per_day) AS BLOB))) FROM taper_step GROUP BY CAST(plan_id AS TEXT);
INSERT INTO checksum SELECT 'hold', CAST(plan_id AS TEXT), sum(crc32(CAST(json_array('hold', plan_id, position, placed_on, days, step_starts_on) AS BLOB))) FROM hold GROUP BY CAST(plan_id AS TEXT);
INSERT INTO checksum SELECT 'ledger', CAST(entry_id AS TEXT), sum(crc32(CAST(json_array('ledger', id, change_id, made_utc_ms, made_offset_min, made_zone, action, kind, entry_id, old, new, undoes) AS BLOB))) FROM ledger GROUP BY CAST(entry_id AS TEXT);
INSERT INTO checksum SELECT 'lines', '', max(id) FROM ledger HAVING max(id) IS NOT NULL;

-- name: from_4
DROP INDEX product_by_name;
DROP INDEX dose_none_once;
INSERT INTO checksum SELECT 'night', night_of, -sum(crc32(CAST(json_array('night', id, recalled, night_of, severity, missed, falling_asleep, overnight, day_resting, day_active, onset_min, body_parts, sensations, note) AS BLOB))) FROM "night" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_night (
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
  CONSTRAINT concentration_range CHECK (concentration BETWEEN 0 AND 10),
  CONSTRAINT day_active_range CHECK (day_active BETWEEN 0 AND 10),
  CONSTRAINT day_resting_range CHECK (day_resting BETWEEN 0 AND 10),
  CONSTRAINT falling_asleep_range CHECK (falling_asleep BETWEEN 0 AND 10),
  CONSTRAINT missed_known CHECK (missed IN ('asleep', 'away', 'forgot', 'other')),
  CONSTRAINT mood_range CHECK (mood BETWEEN 0 AND 10),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT onset_range CHECK (onset_min BETWEEN 0 AND 1439),
  CONSTRAINT overnight_range CHECK (overnight BETWEEN 0 AND 10),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  CONSTRAINT score_or_missed CHECK (severity IS NULL OR missed IS NULL),
  CONSTRAINT severity_range CHECK (severity BETWEEN 0 AND 10),
  CONSTRAINT sitting_range CHECK (sitting BETWEEN 0 AND 10),
  UNIQUE (night_of),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_night (id, recalled, night_of, severity, missed, falling_asleep, overnight, day_resting, day_active, onset_min, body_parts, sensations, note) SELECT night.id, night.recalled, night.night_of, night.severity, night.missed, night.falling_asleep, night.overnight, night.day_resting, night.day_active, night.onset_min, night.body_parts, night.sensations, night.note
FROM night;
DROP TABLE night;
ALTER TABLE _alembic_tmp_night RENAME TO night;
INSERT INTO checksum SELECT 'night', night_of, sum(crc32(CAST(json_array('night', id, recalled, night_of, severity, missed, falling_asleep, overnight, day_resting, day_active, onset_min, body_parts, sensations, note, sitting, mood, concentration) AS BLOB))) FROM "night" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'dose', night_of, -sum(crc32(CAST(json_array('dose', id, recalled, night_of, zone, at_utc_s, at_offset_min, amount_mg, product_id, note) AS BLOB))) FROM "dose" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_dose (
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
  CONSTRAINT amount_once CHECK ((amount_mg IS NULL) <> (amount_ug IS NULL)),
  CONSTRAINT amount_range CHECK (amount_mg BETWEEN 0 AND 200000),
  CONSTRAINT amount_ug_range CHECK (amount_ug BETWEEN 1 AND 200000000),
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT helped_range CHECK (helped IS NULL OR (helped BETWEEN 0 AND 3 AND at_utc_s IS NOT NULL)),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT none_of_a_substance CHECK (none_of IS NULL OR (none_of NOT IN ('', 'leaf') AND amount_mg IS NOT NULL AND amount_mg = 0)),
  CONSTRAINT none_or_dose CHECK ((amount_mg IS NOT NULL AND amount_mg = 0) = (at_utc_s IS NULL)),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  FOREIGN KEY(id) REFERENCES ledger (id),
  FOREIGN KEY(product_id) REFERENCES product (id)
)
 STRICT;
INSERT INTO _alembic_tmp_dose (id, recalled, night_of, zone, at_utc_s, at_offset_min, amount_mg, product_id, note) SELECT dose.id, dose.recalled, dose.night_of, dose.zone, dose.at_utc_s, dose.at_offset_min, dose.amount_mg, dose.product_id, dose.note
FROM dose;
DROP TABLE dose;
ALTER TABLE _alembic_tmp_dose RENAME TO dose;
CREATE INDEX dose_by_night ON dose (night_of, at_utc_s);
CREATE INDEX dose_by_product ON dose (product_id) WHERE product_id IS NOT NULL;
INSERT INTO checksum SELECT 'dose', night_of, sum(crc32(CAST(json_array('dose', id, recalled, night_of, zone, at_utc_s, at_offset_min, amount_mg, product_id, note, amount_ug, none_of, helped) AS BLOB))) FROM "dose" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'magnesium', night_of, -sum(crc32(CAST(json_array('magnesium', id, recalled, night_of, zone, at_utc_s, at_offset_min, elemental_mg, basis, form, salt_mg, topical) AS BLOB))) FROM "magnesium" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_magnesium (
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
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT basis_known CHECK (basis IN ('label_elemental', 'computed_from_salt')),
  CONSTRAINT elemental_range CHECK (elemental_mg BETWEEN 1 AND 5000),
  CONSTRAINT helped_range CHECK (helped BETWEEN 0 AND 3),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  CONSTRAINT salt_with_basis CHECK ((basis = 'computed_from_salt') = (salt_mg IS NOT NULL)),
  CONSTRAINT salt_with_form CHECK (salt_mg IS NULL OR form IS NOT NULL),
  CONSTRAINT topical_flag CHECK (topical IN (0, 1)),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_magnesium (id, recalled, night_of, zone, at_utc_s, at_offset_min, elemental_mg, basis, form, salt_mg, topical) SELECT magnesium.id, magnesium.recalled, magnesium.night_of, magnesium.zone, magnesium.at_utc_s, magnesium.at_offset_min, magnesium.elemental_mg, magnesium.basis, magnesium.form, magnesium.salt_mg, magnesium.topical
FROM magnesium;
DROP TABLE magnesium;
ALTER TABLE _alembic_tmp_magnesium RENAME TO magnesium;
CREATE INDEX magnesium_by_night ON magnesium (night_of, at_utc_s);
INSERT INTO checksum SELECT 'magnesium', night_of, sum(crc32(CAST(json_array('magnesium', id, recalled, night_of, zone, at_utc_s, at_offset_min, elemental_mg, basis, form, salt_mg, topical, helped, note) AS BLOB))) FROM "magnesium" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'symptom', night_of, -sum(crc32(CAST(json_array('symptom', id, recalled, night_of, name, grade) AS BLOB))) FROM "symptom" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_symptom (
  id INTEGER NOT NULL,
  recalled INTEGER NOT NULL,
  night_of TEXT NOT NULL,
  name TEXT NOT NULL,
  grade INTEGER NOT NULL,
  note TEXT,
  PRIMARY KEY (id),
  CONSTRAINT grade_range CHECK (grade BETWEEN 0 AND 3),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  UNIQUE (night_of, name),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_symptom (id, recalled, night_of, name, grade) SELECT symptom.id, symptom.recalled, symptom.night_of, symptom.name, symptom.grade
FROM symptom;
DROP TABLE symptom;
ALTER TABLE _alembic_tmp_symptom RENAME TO symptom;
INSERT INTO checksum SELECT 'symptom', night_of, sum(crc32(CAST(json_array('symptom', id, recalled, night_of, name, grade, note) AS BLOB))) FROM "symptom" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'medicine', night_of, -sum(crc32(CAST(json_array('medicine', id, recalled, night_of, zone, at_utc_s, at_offset_min, name, amount) AS BLOB))) FROM "medicine" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_medicine (
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
  CONSTRAINT amount_given CHECK (amount <> ''),
  CONSTRAINT at_is_whole CHECK ((at_utc_s IS NULL) = (at_offset_min IS NULL) AND (at_utc_s IS NULL OR zone IS NOT NULL)),
  CONSTRAINT helped_range CHECK (helped BETWEEN 0 AND 3),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT night_of_is_a_day CHECK (night_of IS date(night_of, '+0 days')),
  CONSTRAINT recalled_flag CHECK (recalled IN (0, 1)),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_medicine (id, recalled, night_of, zone, at_utc_s, at_offset_min, name, amount) SELECT medicine.id, medicine.recalled, medicine.night_of, medicine.zone, medicine.at_utc_s, medicine.at_offset_min, medicine.name, medicine.amount
FROM medicine;
DROP TABLE medicine;
ALTER TABLE _alembic_tmp_medicine RENAME TO medicine;
CREATE INDEX medicine_by_night ON medicine (night_of, at_utc_s);
INSERT INTO checksum SELECT 'medicine', night_of, sum(crc32(CAST(json_array('medicine', id, recalled, night_of, zone, at_utc_s, at_offset_min, name, amount, helped, note) AS BLOB))) FROM "medicine" WHERE true GROUP BY night_of ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'measure', taken_on, -sum(crc32(CAST(json_array('measure', id, taken_on, name, value_milli, unit, "by") AS BLOB))) FROM "measure" WHERE true GROUP BY taken_on ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_measure (
  id INTEGER NOT NULL,
  taken_on TEXT NOT NULL,
  name TEXT NOT NULL,
  value_milli INTEGER NOT NULL,
  unit TEXT NOT NULL,
  "by" TEXT,
  conditions TEXT,
  PRIMARY KEY (id),
  CONSTRAINT by_known CHECK ("by" IN ('self', 'clinician')),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT taken_on_is_a_day CHECK (taken_on IS date(taken_on, '+0 days')),
  CONSTRAINT unit_given CHECK (unit <> ''),
  CONSTRAINT value_range CHECK (value_milli BETWEEN 0 AND 1000000000),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_measure (id, taken_on, name, value_milli, unit, "by") SELECT measure.id, measure.taken_on, measure.name, measure.value_milli, measure.unit, measure."by"
FROM measure;
DROP TABLE measure;
ALTER TABLE _alembic_tmp_measure RENAME TO measure;
CREATE INDEX measure_by_day ON measure (taken_on, name);
INSERT INTO checksum SELECT 'measure', taken_on, sum(crc32(CAST(json_array('measure', id, taken_on, name, value_milli, unit, "by", conditions) AS BLOB))) FROM "measure" WHERE true GROUP BY taken_on ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'product', '', -sum(crc32(CAST(json_array('product', id, name, product_kind, capsule_mg, mitragynine_low_ug, mitragynine_high_ug, weight_mg, opened_on) AS BLOB))) FROM "product" WHERE true GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_product (
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
  CONSTRAINT capsule_once CHECK (capsule_mg IS NULL OR capsule_ug IS NULL),
  CONSTRAINT capsule_range CHECK (capsule_mg BETWEEN 1 AND 200000),
  CONSTRAINT capsule_ug_range CHECK (capsule_ug BETWEEN 1 AND 200000000),
  CONSTRAINT mitragynine_range CHECK ((mitragynine_low_ug IS NULL) = (mitragynine_high_ug IS NULL) AND mitragynine_low_ug BETWEEN 0 AND mitragynine_high_ug AND mitragynine_high_ug <= 1000000),
  CONSTRAINT opened_on_is_a_day CHECK (opened_on IS date(opened_on, '+0 days')),
  CONSTRAINT product_kind_given CHECK (product_kind <> '' AND length(product_kind) <= 40),
  CONSTRAINT weight_once CHECK (weight_mg IS NULL OR weight_ug IS NULL),
  CONSTRAINT weight_range CHECK (weight_mg > 0),
  CONSTRAINT weight_ug_range CHECK (weight_ug > 0),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_product (id, name, product_kind, capsule_mg, mitragynine_low_ug, mitragynine_high_ug, weight_mg, opened_on) SELECT product.id, product.name, product.product_kind, product.capsule_mg, product.mitragynine_low_ug, product.mitragynine_high_ug, product.weight_mg, product.opened_on
FROM product;
DROP TABLE product;
ALTER TABLE _alembic_tmp_product RENAME TO product;
INSERT INTO checksum SELECT 'product', '', sum(crc32(CAST(json_array('product', id, name, product_kind, capsule_mg, mitragynine_low_ug, mitragynine_high_ug, weight_mg, opened_on, capsule_ug, weight_ug) AS BLOB))) FROM "product" WHERE true GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'plan', '', -sum(crc32(CAST(json_array('plan', id, name, starts_on, scale_mg, ended_on) AS BLOB))) FROM "plan" WHERE true GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_plan (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  scale_mg INTEGER,
  ended_on TEXT,
  substance TEXT,
  unit TEXT,
  scale_ug INTEGER,
  PRIMARY KEY (id),
  CONSTRAINT ended_on_is_a_day CHECK (ended_on IS date(ended_on, '+0 days')),
  CONSTRAINT scale_of_substance CHECK ((substance IS NULL) = (scale_ug IS NULL)),
  CONSTRAINT scale_once CHECK ((scale_mg IS NULL) <> (scale_ug IS NULL)),
  CONSTRAINT scale_range CHECK (scale_mg BETWEEN 1 AND 200000),
  CONSTRAINT scale_ug_range CHECK (scale_ug BETWEEN 1 AND 200000000),
  CONSTRAINT starts_on_is_a_day CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT substance_given CHECK (substance NOT IN ('', 'leaf')),
  CONSTRAINT unit_known CHECK (unit IS NULL OR (unit = 'mcg' AND substance IS NOT NULL)),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_plan (id, name, starts_on, scale_mg, ended_on) SELECT "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on
FROM "plan";
DROP TABLE "plan";
ALTER TABLE _alembic_tmp_plan RENAME TO "plan";
INSERT INTO checksum SELECT 'plan', '', sum(crc32(CAST(json_array('plan', id, name, starts_on, scale_mg, ended_on, substance, unit, scale_ug) AS BLOB))) FROM "plan" WHERE true GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'taper_step', CAST(plan_id AS TEXT), -sum(crc32(CAST(json_array('taper_step', plan_id, starts_on, target_mg, doses_per_day) AS BLOB))) FROM "taper_step" WHERE true GROUP BY CAST(plan_id AS TEXT) ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_taper_step (
  plan_id INTEGER NOT NULL,
  starts_on TEXT NOT NULL,
  target_mg INTEGER,
  doses_per_day INTEGER,
  target_ug INTEGER,
  PRIMARY KEY (plan_id, starts_on),
  CONSTRAINT doses_range CHECK (doses_per_day BETWEEN 1 AND 24),
  CONSTRAINT starts_on_is_a_day CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT target_once CHECK ((target_mg IS NULL) <> (target_ug IS NULL)),
  CONSTRAINT target_range CHECK (target_mg BETWEEN 0 AND 200000),
  CONSTRAINT target_ug_range CHECK (target_ug BETWEEN 0 AND 200000000),
  FOREIGN KEY(plan_id) REFERENCES "plan" (id)
)
 STRICT;
INSERT INTO _alembic_tmp_taper_step (plan_id, starts_on, target_mg, doses_per_day) SELECT taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day
FROM taper_step;
DROP TABLE taper_step;
ALTER TABLE _alembic_tmp_taper_step RENAME TO taper_step;
INSERT INTO checksum SELECT 'taper_step', CAST(plan_id AS TEXT), sum(crc32(CAST(json_array('taper_step', plan_id, starts_on, target_mg, doses_per_day, target_ug) AS BLOB))) FROM "taper_step" WHERE true GROUP BY CAST(plan_id AS TEXT) ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
DELETE FROM checksum WHERE sum = 0;
CREATE UNIQUE INDEX dose_none_once ON dose (night_of, coalesce(none_of, '')) WHERE amount_mg = 0;
CREATE UNIQUE INDEX product_by_name ON product (name COLLATE NOCASE, coalesce(opened_on, ''));

-- name: from_5
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
  CONSTRAINT began_on_is_a_day CHECK (began_on IS date(began_on, '+0 days')),
  CONSTRAINT looks_range CHECK (looks >= 0),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT pairs_range CHECK (pairs BETWEEN 6 AND 100),
  CONSTRAINT score_given CHECK (score <> ''),
  UNIQUE (began_on, name),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO checksum SELECT 'plan', '', -sum(crc32(CAST(json_array('plan', id, name, starts_on, scale_mg, ended_on, substance, unit, scale_ug) AS BLOB))) FROM "plan" WHERE true GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_plan (
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
  CONSTRAINT coin_given CHECK (coin <> ''),
  CONSTRAINT ended_on_is_a_day CHECK (ended_on IS date(ended_on, '+0 days')),
  CONSTRAINT scale_of_substance CHECK ((substance IS NULL) = (scale_ug IS NULL)),
  CONSTRAINT scale_once CHECK ((scale_mg IS NULL) <> (scale_ug IS NULL)),
  CONSTRAINT scale_range CHECK (scale_mg BETWEEN 1 AND 200000),
  CONSTRAINT scale_ug_range CHECK (scale_ug BETWEEN 1 AND 200000000),
  CONSTRAINT starts_on_is_a_day CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT substance_given CHECK (substance NOT IN ('', 'leaf')),
  CONSTRAINT unit_known CHECK (unit IS NULL OR (unit = 'mcg' AND substance IS NOT NULL)),
  FOREIGN KEY(id) REFERENCES ledger (id)
)
 STRICT;
INSERT INTO _alembic_tmp_plan (id, name, starts_on, scale_mg, ended_on, substance, unit, scale_ug) SELECT "plan".id, "plan".name, "plan".starts_on, "plan".scale_mg, "plan".ended_on, "plan".substance, "plan".unit, "plan".scale_ug
FROM "plan";
DROP TABLE "plan";
ALTER TABLE _alembic_tmp_plan RENAME TO "plan";
INSERT INTO checksum SELECT 'plan', '', sum(crc32(CAST(json_array('plan', id, name, starts_on, scale_mg, ended_on, substance, unit, scale_ug, coin) AS BLOB))) FROM "plan" WHERE true GROUP BY '' ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'taper_step', CAST(plan_id AS TEXT), -sum(crc32(CAST(json_array('taper_step', plan_id, starts_on, target_mg, doses_per_day, target_ug) AS BLOB))) FROM "taper_step" WHERE true GROUP BY CAST(plan_id AS TEXT) ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_taper_step (
  plan_id INTEGER NOT NULL,
  starts_on TEXT NOT NULL,
  target_mg INTEGER,
  doses_per_day INTEGER,
  target_ug INTEGER,
  why TEXT,
  PRIMARY KEY (plan_id, starts_on),
  CONSTRAINT doses_range CHECK (doses_per_day BETWEEN 1 AND 24),
  CONSTRAINT starts_on_is_a_day CHECK (starts_on IS date(starts_on, '+0 days')),
  CONSTRAINT target_once CHECK ((target_mg IS NULL) <> (target_ug IS NULL)),
  CONSTRAINT target_range CHECK (target_mg BETWEEN 0 AND 200000),
  CONSTRAINT target_ug_range CHECK (target_ug BETWEEN 0 AND 200000000),
  CONSTRAINT why_known CHECK (why IN ('planned', 'good-nights', 'bad-nights', 'travel', 'other')),
  FOREIGN KEY(plan_id) REFERENCES "plan" (id)
)
 STRICT;
INSERT INTO _alembic_tmp_taper_step (plan_id, starts_on, target_mg, doses_per_day, target_ug) SELECT taper_step.plan_id, taper_step.starts_on, taper_step.target_mg, taper_step.doses_per_day, taper_step.target_ug
FROM taper_step;
DROP TABLE taper_step;
ALTER TABLE _alembic_tmp_taper_step RENAME TO taper_step;
INSERT INTO checksum SELECT 'taper_step', CAST(plan_id AS TEXT), sum(crc32(CAST(json_array('taper_step', plan_id, starts_on, target_mg, doses_per_day, target_ug, why) AS BLOB))) FROM "taper_step" WHERE true GROUP BY CAST(plan_id AS TEXT) ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
INSERT INTO checksum SELECT 'hold', CAST(plan_id AS TEXT), -sum(crc32(CAST(json_array('hold', plan_id, position, placed_on, days, step_starts_on) AS BLOB))) FROM "hold" WHERE true GROUP BY CAST(plan_id AS TEXT) ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
CREATE TABLE _alembic_tmp_hold (
  plan_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  placed_on TEXT NOT NULL,
  days INTEGER NOT NULL,
  step_starts_on TEXT NOT NULL,
  why TEXT,
  PRIMARY KEY (plan_id, position),
  CONSTRAINT days_range CHECK (days >= 1),
  CONSTRAINT placed_on_is_a_day CHECK (placed_on IS date(placed_on, '+0 days')),
  CONSTRAINT step_starts_on_is_a_day CHECK (step_starts_on IS date(step_starts_on, '+0 days')),
  CONSTRAINT why_known CHECK (why IN ('planned', 'good-nights', 'bad-nights', 'travel', 'other')),
  FOREIGN KEY(plan_id) REFERENCES "plan" (id)
)
 STRICT;
INSERT INTO _alembic_tmp_hold (plan_id, position, placed_on, days, step_starts_on) SELECT hold.plan_id, hold.position, hold.placed_on, hold.days, hold.step_starts_on
FROM hold;
DROP TABLE hold;
ALTER TABLE _alembic_tmp_hold RENAME TO hold;
INSERT INTO checksum SELECT 'hold', CAST(plan_id AS TEXT), sum(crc32(CAST(json_array('hold', plan_id, position, placed_on, days, step_starts_on, why) AS BLOB))) FROM "hold" WHERE true GROUP BY CAST(plan_id AS TEXT) ON CONFLICT ("of", "key") DO UPDATE SET sum = sum + excluded.sum;
DELETE FROM checksum WHERE sum = 0;

-- name: from_6
CREATE TABLE sync_diary (
  id INTEGER NOT NULL,
  diary TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT diary_whole CHECK (length(diary) = 32),
  CONSTRAINT one_diary CHECK (id = 1)
)
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
  CONSTRAINT chain_whole CHECK (length(chain) = 64),
  CONSTRAINT clock_range CHECK (clock >= newest),
  CONSTRAINT device_whole CHECK (length(device) = 16),
  CONSTRAINT forgotten_flag CHECK (forgotten IN (0, 1)),
  CONSTRAINT name_given CHECK (name <> ''),
  CONSTRAINT newest_range CHECK (newest >= 0),
  UNIQUE (device)
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
  CONSTRAINT action_known CHECK (action IN ('add', 'edit', 'delete', 'settle')),
  CONSTRAINT clock_range CHECK (clock >= 1),
  CONSTRAINT new_unless_deleted CHECK ((action = 'delete') = (new IS NULL)),
  CONSTRAINT number_range CHECK (number >= 1),
  UNIQUE (device_id, number),
  FOREIGN KEY(about_id) REFERENCES sync_entry (id),
  FOREIGN KEY(device_id) REFERENCES device (id),
  FOREIGN KEY(ledger_id) REFERENCES ledger (id)
)
 STRICT;
CREATE INDEX sync_line_by_entry ON sync_line (about_id);
CREATE INDEX sync_line_by_ledger ON sync_line (ledger_id);
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
CREATE TABLE sync_open (
  id INTEGER NOT NULL,
  about_id INTEGER NOT NULL,
  entry_id INTEGER,
  what TEXT NOT NULL,
  open TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT what_known CHECK (what IN ('field', 'deleted', 'excluded', 'invalid')),
  FOREIGN KEY(about_id) REFERENCES sync_entry (id),
  FOREIGN KEY(entry_id) REFERENCES ledger (id)
)
 STRICT;
CREATE INDEX sync_open_by_entry ON sync_open (about_id);
CREATE TABLE sync_change (
  id INTEGER NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES ledger (id)
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
