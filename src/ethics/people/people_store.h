/* What the files of people's store share; not for other rooms. */
#pragma once

#include "people/people.h"

struct people_number {
	int64_t n;
};
extern const struct db_spec people_number_spec;

/* Of a list of rows by body, person …: specs for the statements of people.sql. */
extern const struct db_spec people_organization_spec, people_post_spec, people_person_spec, people_tenure_spec,
	people_name_spec;

/* Public projections: what the publication log keeps of a row (D2), as canonical JSON. Of details only what is public
 * goes in; their days, texts and order are theirs. */
struct str organization_record(struct arena *arena, const struct organization *organization,
			       const struct people_details *details);
struct str post_record(struct arena *arena, const struct post *post);
struct str person_record(struct arena *arena, const struct person *person, const struct people_details *details);
/* With the absences stored. */
MUST_USE enum outcome people_tenure_record(struct ctx *ctx, const struct tenure *tenure, struct str *ret_record);

/* The seed of one more record's next version in a write, drawn from a seed of which a version used only the salt: the
 * rest of it is known to nobody. */
struct journal_seed people_seed_for(const struct journal_seed *seed, int64_t id);

/* Inside a write: those who stand in for the holder, from a day on or later, do so no longer than to_day. */
MUST_USE enum outcome people_substitutes_stop(struct ctx *ctx, const struct journal_seed *seed,
					      const struct tenure *absent, int32_t from_day, int32_t to_day);

/* Inside a write: the next version of a row's record. */
MUST_USE enum outcome people_publish_version(struct ctx *ctx, const struct journal_seed *seed, int64_t id,
					     struct str record_id, struct str content);

/* Inside a write: names, contacts and identifiers of the subject become these. */
MUST_USE enum outcome people_details_write(struct ctx *ctx, int64_t subject_id, const struct people_details *details);
/* Checks them as one: every part, identifiers that somebody else has, the same one twice. */
MUST_USE enum outcome people_details_check(struct ctx *ctx, int64_t subject_id, const struct people_details *details);
bool people_details_eq(const struct people_details *a, const struct people_details *b);

/* Inside a write: people_put_tenure that does not tell access, for whoever puts several terms of one person:
 * people_tell_access comes after the last of them, so that nobody loses their rights between two terms. */
MUST_USE enum outcome people_put_tenure_untold(struct ctx *ctx, const struct journal_seed *seed, struct tenure *tenure,
					       enum people_change *ret_change);
/* Rights that came with a post last as long as the last of them (S6). */
MUST_USE enum outcome people_tell_access(struct ctx *ctx, int64_t person_id);

/* The person or body, but this one, that has the identifier; NOT_FOUND. */
MUST_USE enum outcome people_identifier_owner(struct ctx *ctx, struct str scheme, struct str value, int64_t but_id,
					      int64_t *ret_id);
/* Everybody's, by subject; for files. */
MUST_USE enum outcome people_details_all(struct ctx *ctx, struct people_details *ret_details);

/* Do our rows say what the record says? See feature.h. */
MUST_USE enum outcome people_audit(struct ctx *ctx, const struct journal_record *record);
/* Inside a write, while a person is removed: what a merge gave the one kept of theirs goes, in a new version of the
 * kept one's record where it was public (its earlier versions stay in the log); so do the reasons of the person's
 * merges, and what the activity log says of these. */
MUST_USE enum outcome people_merge_forget(struct ctx *ctx, const struct person *person);
/* Drops our copy of the record, or of a person's record that was never published; with what the activity log and the
 * outbox say of it. See feature.h. */
MUST_USE enum outcome people_remove(struct ctx *ctx, struct str record_id);
/* Inside a write: the same of a person who was never published, with all terms and jobs (staff, S8). CONFLICT when the
 * person is public or was removed before. */
MUST_USE enum outcome people_remove_person(struct ctx *ctx, const struct person *person);

/* ---- What search finds: feature.search_documents, feature.search_subjects, feature.follow ---- */

struct search_sink;
MUST_USE enum outcome people_search_documents(struct ctx *ctx, int64_t id, struct search_sink *sink);
MUST_USE enum outcome people_search_subjects(struct ctx *ctx);
/* feature.rules_fit: the bodies for which duties are. */
MUST_USE enum outcome people_rules_fit(struct ctx *ctx, const struct rulebook *book);
MUST_USE enum outcome people_follow(struct ctx *ctx, const struct change *changes, size_t n);
/* Nothing is found of the row any more, whatever it is, until it is indexed again. */
MUST_USE enum outcome people_search_forget(struct ctx *ctx, int64_t id);

/* ---- Ids of rows in the files they came from ---- */

struct people_key {
	struct str kind; /* "person", "organization", "post", "membership" */
	struct str key;
	int64_t subject_id;
};
/* All, by subject. */
MUST_USE enum outcome people_keys(struct ctx *ctx, struct people_key **ret_keys, size_t *ret_n);
MUST_USE enum outcome people_keys_of(struct ctx *ctx, int64_t subject_id, struct people_key **ret_keys, size_t *ret_n);
struct str people_key_hash(struct arena *arena, struct str key);
/* Inside a write: the row goes by this key; one that is there already stays as it is. */
MUST_USE enum outcome people_key_put(struct ctx *ctx, struct str kind, struct str key, int64_t subject_id);
/* The row that goes by this key, also where the key's record was removed and only its hash is left; NOT_FOUND. */
MUST_USE enum outcome people_key_find(struct ctx *ctx, struct str kind, struct str key, int64_t *ret_id);
